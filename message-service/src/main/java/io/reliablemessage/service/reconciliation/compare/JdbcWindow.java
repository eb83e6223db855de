package io.reliablemessage.service.reconciliation.compare;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.reconciliation.IdentifiedBy;
import io.reliablemessage.service.outbox.GroupSets;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads the messages of a topic in order of time, row by row from the server, in a read-only transaction. */
@Component
public class JdbcWindow {
    static final String READ = """
            SELECT m.id, m.application_id, m.state, m.key_hash, m.business_key, m.confirmed_at, %s%s%s%s
              FROM message m FORCE INDEX (by_topic)
             WHERE m.topic_id = ? AND m.id >= ? AND m.id < ?
             ORDER BY m.id LIMIT ?
            """;

    /**
     * Whether the group's receipt for an earlier message of the key stands for the same effect. No further back than {@link #REACH}: each day
     * is a partition of its own, and keys lie in it at random.
     */
    static final String RECEIPTED_BEFORE = """
            , EXISTS (SELECT 1 FROM message e FORCE INDEX (by_key)
                       WHERE e.key_hash = m.key_hash AND e.id >= ? AND e.id < m.id AND e.id < ? AND e.topic_id = m.topic_id
                         AND e.groups_all & %1$d <> 0
                         AND (e.groups_owing | e.groups_retrying | e.groups_dead | e.groups_discarded) & %1$d = 0) AS counted_before
            """;

    static final Duration REACH = Duration.ofDays(1);

    private final JdbcTemplate jdbc;
    private final TransactionTemplate reading;

    JdbcWindow(DataSource dataSource) {
        jdbc = new JdbcTemplate(dataSource);
        // The driver's sign for row by row; otherwise it takes all rows into memory first.
        jdbc.setFetchSize(Integer.MIN_VALUE);
        reading = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        reading.setReadOnly(true);
        reading.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
    }

    /**
     * Which messages, and what of them.
     *
     * @param to exclusive
     * @param book what counts of them; {@code null}: the messages themselves
     */
    public record Part(
            int topicId,
            Instant from,
            Instant to,
            int limit,
            @Nullable OurBook book) {}

    /**
     * @param key the readable form; {@code null} with {@code keyHash}: the message has none
     * @param confirmedAt means nothing before the confirm
     * @param countedBefore whether the book has one effect for a key, and an earlier message of the key counts in it, whatever the window
     * @param content SHA-256 of the payload; {@code null} if it does not count in the book; {@code payload} alike with amounts
     */
    public record Row(
            UUID id,
            int applicationId,
            MessageState state,
            byte @Nullable [] keyHash,
            @Nullable String key,
            Instant confirmedAt,
            GroupSets sets,
            boolean countedBefore,
            byte @Nullable [] content,
            byte @Nullable [] payload) {}

    /** Calls {@code each} with the rows in the order of their ids. */
    public void read(Part part, Consumer<Row> each) {
        OurBook book = part.book();
        boolean contents = book != null && book.contents();
        boolean payloads = book != null && book.amounts() != null;
        boolean once = book != null && hasOnceForAKey(book);
        reading.executeWithoutResult(transaction -> jdbc.query(
                sql(book),
                row -> {
                    each.accept(new Row(
                            Ids.fromBytes(row.getBytes("id")),
                            row.getInt("application_id"),
                            MessageState.valueOf(row.getString("state")),
                            row.getBytes("key_hash"),
                            row.getString("business_key"),
                            Times.readRequired(row, "confirmed_at"),
                            GroupSets.read(row),
                            once && row.getBoolean("counted_before"),
                            contents ? row.getBytes("content") : null,
                            payloads ? row.getBytes("payload") : null));
                },
                parameters(part)));
    }

    static Object[] parameters(Part part) {
        OurBook book = part.book();
        List<Object> parameters = new ArrayList<>();
        byte[] to = Ids.toBytes(Ids.firstAt(part.to()));
        if (book != null && hasOnceForAKey(book)) {
            parameters.add(Ids.toBytes(Ids.firstAt(part.from().minus(REACH))));
            parameters.add(to);
        }
        parameters.addAll(List.of(part.topicId(), Ids.toBytes(Ids.firstAt(part.from())), to, part.limit()));
        return parameters.toArray();
    }

    static String sql(@Nullable OurBook book) {
        return READ.formatted(
                GroupSets.COLUMNS,
                book != null && book.contents() ? ", UNHEX(SHA2(m.payload, 256)) AS content" : "",
                book != null && book.amounts() != null ? ", m.payload" : "",
                book != null && hasOnceForAKey(book) ? RECEIPTED_BEFORE.formatted(1L << book.owner()) : "");
    }

    private static boolean hasOnceForAKey(OurBook book) {
        return book.scope() == Scope.GROUP && book.identifiedBy() == IdentifiedBy.BUSINESS_KEY;
    }
}
