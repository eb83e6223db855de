package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.internal.Uuids;
import io.reliablemessage.client.internal.produce.Drafts.Draft;
import io.reliablemessage.client.internal.produce.FailedMessages.Failed;
import io.reliablemessage.client.internal.schema.ColumnText;
import io.reliablemessage.client.internal.schema.Dialect;
import io.reliablemessage.protocol.NewMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** Table {@code rm_outbox}. */
final class JdbcOutbox {
    private static final int MAX_ROWS = 500;
    private static final int MAX_STATEMENT_BYTES = 4 * 1024 * 1024;
    private static final int MAX_ERROR_LENGTH = 1_000;

    private final Dialect dialect;
    private final JdbcTemplate jdbc;
    private final String row;
    private final String insertOne;
    private final JsonMapper json =
            JsonMapper.builder().enable(MapperFeature.USE_STATIC_TYPING).build();

    JdbcOutbox(DataSource dataSource, Dialect dialect) {
        this.dialect = dialect;
        this.jdbc = new JdbcTemplate(dataSource);
        this.row = "(?, ?, 'WAITING', " + dialect.nowPlusMillis() + ", ?, ?, " + dialect.now() + ")";
        this.insertOne =
                "INSERT INTO rm_outbox (message_id, topic, state, due_at, content_bytes, content, created_at) VALUES "
                        + row;
    }

    /**
     * Writes messages in the current transaction.
     *
     * @param drafts in ascending order of their ids
     * @param handOver how long the committing instance has them for itself
     */
    void insert(List<Draft> drafts, Duration handOver) {
        List<Object> parameters = new ArrayList<>();
        int rows = 0;
        int bytes = 0;
        for (Draft draft : drafts) {
            byte[] content = json.writeValueAsBytes(draft.content());
            if (rows == MAX_ROWS || (rows > 0 && bytes + content.length > MAX_STATEMENT_BYTES)) {
                insert(parameters, rows);
                parameters.clear();
                rows = 0;
                bytes = 0;
            }
            parameters.addAll(Arrays.asList(
                    Uuids.bytes(draft.id()), draft.content().topic(), handOver.toMillis(), content.length, content));
            rows++;
            bytes += content.length;
        }
        if (rows > 0) {
            insert(parameters, rows);
        }
    }

    private void insert(List<Object> parameters, int rows) {
        jdbc.update(rows == 1 ? insertOne : insertOne + (", " + row).repeat(rows - 1), parameters.toArray());
    }

    /** What any instance may take now, the longest due first; a plain read, so that somebody else may be quicker. */
    List<Due> due(int limit) {
        return jdbc.query(
                """
                SELECT message_id, content_bytes
                FROM rm_outbox
                WHERE state = 'WAITING' AND due_at <= %s
                ORDER BY due_at
                LIMIT ?
                """.formatted(dialect.now()),
                (row, number) -> new Due(Uuids.of(row.getBytes(1)), row.getInt(2)),
                limit);
    }

    /**
     * Moves the due time of those rows that are still due, each by one update that only one instance can win.
     *
     * @param ids one or more, in ascending order
     * @param lease how long nobody else takes them
     * @return the messages that were won
     */
    List<Claimed> claim(List<UUID> ids, Duration lease) {
        long claim = ThreadLocalRandom.current().nextLong();
        List<byte[]> keys = keys(ids);
        List<Object> parameters = new ArrayList<>();
        parameters.add(lease.toMillis());
        parameters.add(claim);
        parameters.addAll(keys);
        int won = jdbc.update("""
                UPDATE rm_outbox
                SET due_at = %s, tries = tries + 1, claim = ?
                WHERE message_id IN (%s) AND state = 'WAITING' AND due_at <= %s
                """.formatted(dialect.nowPlusMillis(), marks(keys), dialect.now()), parameters.toArray());
        if (won == 0) {
            return List.of();
        }
        List<Object> read = new ArrayList<>(keys);
        read.add(claim);
        return jdbc.query(
                """
                SELECT message_id, content, tries FROM rm_outbox
                WHERE message_id IN (%s) AND claim = ?
                ORDER BY message_id
                """.formatted(marks(keys)),
                (row, number) -> new Claimed(Uuids.of(row.getBytes(1)), content(row.getBytes(2)), row.getInt(3)),
                read.toArray());
    }

    private @Nullable NewMessage content(byte[] written) {
        try {
            return json.readValue(written, NewMessage.class);
        } catch (JacksonException e) {
            return null;
        }
    }

    /** Deletes what the service has accepted. */
    void delete(List<UUID> ids) {
        for (int from = 0; from < ids.size(); from += MAX_ROWS) {
            List<byte[]> keys = keys(ids.subList(from, Math.min(ids.size(), from + MAX_ROWS)));
            jdbc.update("DELETE FROM rm_outbox WHERE message_id IN (%s)".formatted(marks(keys)), keys.toArray());
        }
    }

    /** Sets a later due time. */
    void postpone(Collection<UUID> ids, Duration by) {
        if (ids.isEmpty()) {
            return;
        }
        List<byte[]> keys = keys(ids);
        List<Object> parameters = new ArrayList<>();
        parameters.add(by.toMillis());
        parameters.addAll(keys);
        jdbc.update("""
                UPDATE rm_outbox SET due_at = %s
                WHERE message_id IN (%s) AND state = 'WAITING'
                """.formatted(dialect.nowPlusMillis(), marks(keys)), parameters.toArray());
    }

    /** @return whether this call put the message aside; {@code false} if another had */
    boolean fail(UUID id, String error) {
        return jdbc.update(
                        "UPDATE rm_outbox SET state = 'FAILED', error = ? WHERE message_id = ? AND state = 'WAITING'",
                        ColumnText.fit(error, MAX_ERROR_LENGTH),
                        Uuids.bytes(id))
                == 1;
    }

    /** The age in seconds of the oldest waiting message; ids are in the order of time. */
    OptionalLong oldestWaitingSeconds() {
        return jdbc.query("""
                        SELECT %s FROM rm_outbox WHERE state = 'WAITING' ORDER BY message_id LIMIT 1
                        """.formatted(dialect.secondsSince("created_at")), (row, number) -> row.getLong(1)).stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    /** How many messages wait; counts no further than the bound. */
    long countWaiting(int bound) {
        return count("WAITING", bound);
    }

    /** How many messages the service has refused for good; counts no further than the bound. */
    long countFailed(int bound) {
        return count("FAILED", bound);
    }

    private long count(String state, int bound) {
        Long count = jdbc.queryForObject(
                "SELECT COUNT(*) FROM (SELECT 1 FROM rm_outbox WHERE state = '" + state + "' LIMIT ?) AS bounded",
                Long.class,
                bound);
        return count == null ? 0 : count;
    }

    /**
     * Messages that the service has refused for good, in the order of their ids.
     *
     * @param topic {@code null} for all topics
     * @param after those with larger ids only
     */
    List<Failed> failed(@Nullable String topic, UUID after, int limit) {
        List<Object> parameters = new ArrayList<>();
        parameters.add(Uuids.bytes(after));
        if (topic != null) {
            parameters.add(topic);
        }
        parameters.add(limit);
        return jdbc.query(
                "SELECT message_id, topic, error, " + dialect.secondsSince("created_at")
                        + " FROM rm_outbox WHERE state = 'FAILED' AND message_id > ?"
                        + (topic == null ? "" : " AND topic = ?") + " ORDER BY message_id LIMIT ?",
                (row, number) -> new Failed(
                        Uuids.of(row.getBytes(1)), row.getString(2), String.valueOf(row.getString(3)), row.getLong(4)),
                parameters.toArray());
    }

    /** Makes those wait again that the service has refused; returns how many. */
    int retry(List<UUID> ids) {
        List<byte[]> keys = keys(ids);
        return jdbc.update(
                "UPDATE rm_outbox SET state = 'WAITING', due_at = " + dialect.now()
                        + ", tries = 0, error = NULL WHERE message_id IN (" + marks(keys) + ") AND state = 'FAILED'",
                keys.toArray());
    }

    Optional<NewMessage> find(UUID id) {
        return jdbc
                .query(
                        "SELECT content FROM rm_outbox WHERE message_id = ?",
                        (row, number) -> Optional.ofNullable(content(row.getBytes(1))),
                        (Object) Uuids.bytes(id))
                .stream()
                .findFirst()
                .flatMap(content -> content);
    }

    /** Filled up to a power of two with the last one, so that few different statements have to be prepared. */
    private static List<byte[]> keys(Collection<UUID> ids) {
        List<byte[]> keys = new ArrayList<>(ids.stream().map(Uuids::bytes).toList());
        while (Integer.bitCount(keys.size()) != 1) {
            keys.add(keys.get(keys.size() - 1));
        }
        return keys;
    }

    private static String marks(List<byte[]> keys) {
        return "?" + ", ?".repeat(keys.size() - 1);
    }

    record Due(UUID id, int bytes) {}

    /**
     * @param content {@code null} if it is not readable
     * @param tries how often it was claimed
     */
    record Claimed(UUID id, @Nullable NewMessage content, int tries) {}
}
