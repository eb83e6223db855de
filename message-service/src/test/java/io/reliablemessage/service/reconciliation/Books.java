package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.management.ReconciliationRun;
import io.reliablemessage.protocol.management.RunState;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.application.Topic;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.Times;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.json.JsonMapper;

/** A topic with an application that produces and consumes, its books, and messages straight in the table. */
final class Books implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** What a message is when nothing was damaged: consumed by the one group. */
    static final Instant NOW = Instant.ofEpochMilli(System.currentTimeMillis());

    static final Instant FROM = NOW.minus(Duration.ofHours(3));
    static final Instant TO = NOW.minus(Duration.ofHours(2));

    final BookApplication application = new BookApplication();
    final String shop = Api.name("shop");
    final Topic topic;
    final String group = Api.name("points");
    final int applicationId;
    private final Api administrator;
    private final JdbcTemplate jdbc;

    Books(Api administrator, JdbcTemplate jdbc, TopicCatalog topics) {
        this.administrator = administrator;
        this.jdbc = jdbc;
        topic = topics.byName(administrator.topic("{}")).orElseThrow();
        Api producer = administrator.application(shop);
        administrator.call(HttpMethod.PUT, "/v1/applications/" + shop, Api.body("checkUrl", application.url()));
        application.name = shop;
        application.token = administrator
                .json(administrator.call(HttpMethod.POST, "/v1/applications/" + shop + "/tokens", null))
                .get("token")
                .asString();
        producer.call(HttpMethod.PUT, "/v1/topics/" + topic.name() + "/subscriptions/" + group, null);
        applicationId = jdbc.queryForObject("SELECT id FROM application WHERE name = ?", Integer.class, shop);
    }

    static BusinessKey key(int number) {
        return BusinessKey.of("orderNo", "o-" + number);
    }

    /** Sets rules that compare this application's facts, with what is given beside. */
    void rules(String more) {
        administrator.call(
                HttpMethod.PUT,
                "/v1/reconciliation/policies/" + topic.name(),
                "{\"enabled\":false,\"factsFrom\":[\"" + shop + "\"]" + (more.isEmpty() ? "" : "," + more) + "}");
    }

    UUID start() {
        return start(FROM, TO);
    }

    UUID start(Instant from, Instant to) {
        return UUID.fromString(administrator
                .json(administrator.call(
                        HttpMethod.POST,
                        "/v1/reconciliation/runs",
                        Api.body(Map.of(
                                "topic",
                                topic.name(),
                                "from",
                                from.toString(),
                                "to",
                                to.toString(),
                                "reason",
                                "test"))))
                .get("id")
                .asString());
    }

    ReconciliationRun run(UUID id) {
        return JSON.readValue(
                administrator.call(HttpMethod.GET, "/v1/reconciliation/runs/" + id, null), ReconciliationRun.class);
    }

    /** Makes steps until the run has ended; silence lasts for ever at once. */
    ReconciliationRun finish(UUID id, JdbcRuns runs, RunSteps steps) {
        for (int step = 0; step < 2_000; step++) {
            Run run = runs.find(id).orElseThrow();
            if (run.state() != RunState.RUNNING) {
                return run(id);
            }
            steps.step(run);
            jdbc.update(
                    "UPDATE reconciliation_run SET silent_since = silent_since - INTERVAL 1 HOUR WHERE id = ?",
                    (Object) Ids.toBytes(id));
        }
        throw new AssertionError("The run does not come to its end");
    }

    /** {@code TYPE STATE key} of all discrepancies of the topic, sorted. */
    List<String> discrepancies() {
        return jdbc.queryForList(
                "SELECT CONCAT_WS(' ', type, state, business_key) FROM reconciliation_discrepancy WHERE topic_id = ? ORDER BY 1",
                String.class,
                topic.id());
    }

    /** A message of the key that the group has consumed. */
    UUID consumed(int number, Instant time) {
        Message message = new Message(Ids.newAt(time), key(number), time);
        insert(List.of(message));
        return message.id();
    }

    record Message(UUID id, @Nullable BusinessKey key, Instant time, String payload) {
        Message(UUID id, @Nullable BusinessKey key, Instant time) {
            this(id, key, time, payloadOf(key));
        }
    }

    static String payloadOf(@Nullable BusinessKey key) {
        return "{\"total\":1.50,\"key\":\"" + key + "\"}";
    }

    static String sha256(String payload) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(payload.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void insert(List<Message> messages) {
        jdbc.batchUpdate("""
                INSERT INTO message (id, application_id, topic_id, state, business_key, key_hash, content_type, content_hash, payload,
                  created_at, confirmed_at, finished_at, groups_all, receipt_log)
                VALUES (?, ?, ?, 'CONSUMED', ?, ?, 'application/json', UNHEX(SHA2('', 256)), ?, ?, ?, ?, 1, ?)
                """, messages, 1_000, (statement, each) -> {
            statement.setBytes(1, Ids.toBytes(each.id()));
            statement.setInt(2, applicationId);
            statement.setInt(3, topic.id());
            statement.setString(4, each.key() == null ? null : each.key().toString());
            statement.setBytes(5, each.key() == null ? null : each.key().sha256());
            statement.setBytes(6, each.payload().getBytes(StandardCharsets.UTF_8));
            statement.setObject(7, Times.toColumn(each.time()));
            statement.setObject(8, Times.toColumn(each.time()));
            statement.setObject(9, Times.toColumn(each.time()));
            statement.setString(10, "0:1:" + each.time().toEpochMilli() + ":;");
        });
    }

    /** So many messages evenly over the window, with their fact and their effect. */
    List<Message> equalBooks(int count, BookApplication.Book facts, BookApplication.@Nullable Book effects) {
        List<Message> messages = new ArrayList<>();
        long step = Duration.between(FROM, TO).toMillis() / count;
        for (int i = 0; i < count; i++) {
            Instant time = FROM.plusMillis(i * step);
            Message message = new Message(Ids.newAt(time), key(i), time);
            messages.add(message);
            facts.add(key(i), time);
            if (effects != null) {
                effects.add(message.id(), key(i), time.plusMillis(20));
            }
        }
        insert(messages);
        return messages;
    }

    void delete(UUID message) {
        jdbc.update("DELETE FROM message WHERE id = ?", (Object) Ids.toBytes(message));
    }

    /** The group owes its receipt again. */
    void owe(UUID message) {
        jdbc.update("""
                UPDATE message SET state = 'CONFIRMED', groups_owing = 1, due_at = UTC_TIMESTAMP(3) + INTERVAL 1 HOUR, due_shard = 3,
                  finished_at = NULL, receipt_log = '' WHERE id = ?
                """, (Object) Ids.toBytes(message));
    }

    static Map<DiscrepancyType, Long> found(Object... typesAndCounts) {
        Map<DiscrepancyType, Long> found = new TreeMap<>();
        for (int i = 0; i < typesAndCounts.length; i += 2) {
            found.put((DiscrepancyType) typesAndCounts[i], ((Number) typesAndCounts[i + 1]).longValue());
        }
        return found;
    }

    @Override
    public void close() {
        application.close();
    }
}
