package io.reliablemessage.service.outbox;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.service.application.JdbcClock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What this node has lately stored as PREPARED, so that its confirm need not read it back. Only a copy: the update decides whether the
 * message is still PREPARED, and who loses asks the table. The oldest are forgotten first.
 */
@Component
class PreparedMessages {
    private static final int MAX_MESSAGES = 10_000;
    private static final long MAX_BYTES = 16L * 1024 * 1024;

    private final JdbcClock clock;
    private final LinkedHashMap<UUID, Undecided> messages = new LinkedHashMap<>();
    private long bytes;

    PreparedMessages(JdbcClock clock) {
        this.clock = clock;
    }

    /** @param stored messages whose insert has committed */
    void remember(Collection<MessageContent> stored) {
        Instant now = clock.recently();
        synchronized (messages) {
            for (MessageContent content : stored) {
                forget(content.id());
                messages.put(content.id(), undecided(content, now));
                bytes += content.payload().length;
            }
            while (messages.size() > MAX_MESSAGES || bytes > MAX_BYTES) {
                forget(messages.keySet().iterator().next());
            }
        }
    }

    /** Those of the messages that are remembered; they are not any more. */
    Map<UUID, Undecided> take(List<UUID> ids) {
        Map<UUID, Undecided> taken = new HashMap<>();
        synchronized (messages) {
            for (UUID id : ids) {
                Undecided message = forget(id);
                if (message != null) {
                    taken.put(id, message);
                }
            }
        }
        return taken;
    }

    private @Nullable Undecided forget(UUID id) {
        Undecided message = messages.remove(id);
        if (message != null) {
            bytes -= message.content().payload().length;
        }
        return message;
    }

    private static Undecided undecided(MessageContent content, Instant now) {
        return new Undecided(
                MessageState.PREPARED,
                StoredContent.of(content, now),
                content.deliverAt(),
                content.delayMillis(),
                content.expiresAt(),
                content.scheduleMillis(),
                true);
    }
}
