package io.reliablemessage.service.checkback;

import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.JdbcValues;
import io.reliablemessage.service.outbox.Times;
import io.reliablemessage.service.scheduling.Node;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Table check_back. */
@Component
class JdbcCheckBacks {
    private static final int MAX_DETAIL = 500;

    private final JdbcTemplate jdbc;
    private final Node node;

    JdbcCheckBacks(JdbcTemplate jdbc, Node node) {
        this.jdbc = jdbc;
        this.node = node;
    }

    /** One question and what came of it, or an operator's word. */
    record Entry(
            UUID messageId,
            int number,
            String answer,
            @Nullable String detail) {}

    /** Records questions in one statement. A number that a node which was long paused gave as well keeps its first entry. */
    void record(List<Entry> entries, Instant askedAt) {
        if (entries.isEmpty()) {
            return;
        }
        jdbc.update(
                "INSERT INTO check_back (message_id, number, asked_at, asked_by, answer, detail) VALUES "
                        + JdbcValues.repeat("(?, ?, ?, ?, ?, ?)", entries.size())
                        + " ON DUPLICATE KEY UPDATE number = VALUES(number)",
                entries.stream()
                        .flatMap(entry -> Stream.of(
                                Ids.toBytes(entry.messageId()),
                                entry.number(),
                                Times.toColumn(askedAt),
                                node.name(),
                                entry.answer(),
                                shorten(entry.detail())))
                        .toArray());
    }

    /**
     * Records an operator's word.
     *
     * @throws org.springframework.dao.DuplicateKeyException if another one is recorded under this number already
     */
    void recordWord(Entry entry, String operator) {
        jdbc.update(
                "INSERT INTO check_back (message_id, number, asked_at, asked_by, answer, detail)"
                        + " VALUES (?, ?, UTC_TIMESTAMP(3), ?, ?, ?)",
                Ids.toBytes(entry.messageId()),
                entry.number(),
                operator,
                entry.answer(),
                shorten(entry.detail()));
    }

    int nextNumber(UUID messageId) {
        return Objects.requireNonNull(jdbc.queryForObject(
                "SELECT COALESCE(MAX(number), 0) + 1 FROM check_back WHERE message_id = ?", Integer.class, (Object)
                        Ids.toBytes(messageId)));
    }

    private static @Nullable String shorten(@Nullable String detail) {
        return detail == null ? null : detail.substring(0, Math.min(detail.length(), MAX_DETAIL));
    }
}
