package io.reliablemessage.service.reconciliation.compare;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.service.outbox.GroupSets;
import io.reliablemessage.service.outbox.Ids;
import java.time.Instant;
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
            SELECT id, application_id, state, key_hash, business_key, %s%s%s
              FROM message FORCE INDEX (by_topic)
             WHERE topic_id = ? AND id >= ? AND id < ?
             ORDER BY id LIMIT ?
            """;

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
     * @param contents whether the database computes the payloads' SHA-256
     * @param payloads whether the payloads themselves are wanted
     */
    public record Part(int topicId, Instant from, Instant to, int limit, boolean contents, boolean payloads) {}

    /**
     * @param key the readable form; {@code null} with {@code keyHash}: the message has none
     * @param content {@code null} if it was not asked for; {@code payload} alike
     */
    public record Row(
            UUID id,
            int applicationId,
            MessageState state,
            byte @Nullable [] keyHash,
            @Nullable String key,
            GroupSets sets,
            byte @Nullable [] content,
            byte @Nullable [] payload) {}

    /** Calls {@code each} with the rows in the order of their ids. */
    public void read(Part part, Consumer<Row> each) {
        String sql = READ.formatted(
                GroupSets.COLUMNS,
                part.contents() ? ", UNHEX(SHA2(payload, 256)) AS content" : "",
                part.payloads() ? ", payload" : "");
        reading.executeWithoutResult(transaction -> jdbc.query(
                sql,
                row -> {
                    each.accept(new Row(
                            Ids.fromBytes(row.getBytes("id")),
                            row.getInt("application_id"),
                            MessageState.valueOf(row.getString("state")),
                            row.getBytes("key_hash"),
                            row.getString("business_key"),
                            GroupSets.read(row),
                            part.contents() ? row.getBytes("content") : null,
                            part.payloads() ? row.getBytes("payload") : null));
                },
                part.topicId(),
                Ids.toBytes(Ids.firstAt(part.from())),
                Ids.toBytes(Ids.firstAt(part.to())),
                part.limit()));
    }
}
