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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * What this node has lately stored as PREPARED, so that its confirm need not read it back. Only a copy: the update decides whether the
 * message is still PREPARED, and who loses asks the table. The oldest are forgotten first.
 */
@Component
class PreparedMessages {
    private static final int MAX_MESSAGES = 8_000;
    private static final long MAX_BYTES = 16L * 1024 * 1024;
    /** Key, tag, schedule and the objects themselves. */
    private static final int MOST_OF_THE_REST = 2_000;

    private static final Logger log = LoggerFactory.getLogger(PreparedMessages.class);

    private final JdbcClock clock;
    private final LinkedHashMap<UUID, Undecided> messages = new LinkedHashMap<>();
    private long bytes;

    PreparedMessages(JdbcClock clock) {
        this.clock = clock;
    }

    /** @param stored messages whose insert has committed; what the database does now cannot undo that, and is no trouble of their callers */
    void remember(Collection<MessageContent> stored) {
        if (stored.isEmpty()) {
            return;
        }
        Instant now;
        try {
            now = clock.recently();
        } catch (DataAccessException e) {
            log.debug("{} messages are not remembered; their confirms read them", stored.size(), e);
            return;
        }
        synchronized (messages) {
            for (MessageContent content : stored) {
                forget(content.id());
                Undecided message = undecided(content, now);
                messages.put(content.id(), message);
                bytes += weight(message);
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
            bytes -= weight(message);
        }
        return message;
    }

    private static long weight(Undecided message) {
        String headers = message.content().headers();
        return MOST_OF_THE_REST + message.content().payload().length + (headers == null ? 0 : headers.length());
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
