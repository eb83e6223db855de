package io.reliablemessage.testkit.memory;

import io.reliablemessage.protocol.ConsumeError;
import io.reliablemessage.protocol.Notice;
import io.reliablemessage.protocol.NoticeBatch;
import io.reliablemessage.protocol.NoticeKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What applications are told about their messages that became undeliverable. */
final class Notices {
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Clock clock;
    private final Set<String> wanted = new HashSet<>();
    private final Map<Long, Waiting> waiting = new LinkedHashMap<>();
    private long number;
    private boolean told;

    private record Waiting(String application, Notice notice, Instant dueAt) {}

    Notices(Clock clock) {
        this.clock = clock;
    }

    void clear() {
        waiting.clear();
        told = false;
    }

    /** Whether any has been acknowledged. */
    boolean told() {
        return told;
    }

    void want(String application, String topic) {
        wanted.add(application + " " + topic);
    }

    void dead(StoredMessage message, GroupDelivery group) {
        write(message, NoticeKind.DEAD, group);
    }

    void write(StoredMessage message, NoticeKind kind) {
        write(message, kind, null);
    }

    private void write(StoredMessage message, NoticeKind kind, @Nullable GroupDelivery group) {
        if (!wanted.contains(message.application + " " + message.content.topic())) {
            return;
        }
        ConsumeError error = group == null ? null : group.error;
        Notice notice = new Notice(
                ++number,
                message.id(),
                message.content.topic(),
                kind,
                group == null ? null : group.group,
                group == null ? 0 : group.round,
                group == null ? null : group.reason,
                error == null ? null : error.type(),
                error == null ? null : error.message(),
                clock.instant(),
                message.content.key(),
                message.content.contentType() == null ? "application/json" : message.content.contentType(),
                MessageRules.payload(message.content));
        waiting.put(notice.number(), new Waiting(message.application, notice, clock.instant()));
    }

    NoticeBatch claim(String application, Collection<String> topics, int max) {
        Instant now = clock.instant();
        List<Notice> claimed = new ArrayList<>();
        for (Map.Entry<Long, Waiting> entry : waiting.entrySet()) {
            Waiting each = entry.getValue();
            if (claimed.size() < max
                    && each.application().equals(application)
                    && topics.contains(each.notice().topic())
                    && !each.dueAt().isAfter(now)) {
                claimed.add(each.notice());
                entry.setValue(new Waiting(application, each.notice(), now.plus(LEASE)));
            }
        }
        return new NoticeBatch(claimed, LEASE.toMillis());
    }

    void acknowledge(String application, Collection<Long> numbers) {
        for (Iterator<Waiting> each = waiting.values().iterator(); each.hasNext(); ) {
            Waiting next = each.next();
            if (next.application().equals(application)
                    && numbers.contains(next.notice().number())) {
                each.remove();
                told = true;
            }
        }
    }
}
