package io.reliablemessage.service.deadletter;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.application.Subscription;
import io.reliablemessage.service.application.Topic;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.Transactions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A topic with a group, and dead letters of that group as tests want them. */
public final class Cases {
    private final JdbcClient jdbc;
    private final DeadLetters deadLetters;
    private final Transactions transactions;
    private final String application;
    private final Topic topic;
    private final Subscription group;

    public Cases(
            Api administrator,
            JdbcClient jdbc,
            TopicCatalog topics,
            DeadLetters deadLetters,
            Transactions transactions) {
        this.jdbc = jdbc;
        this.deadLetters = deadLetters;
        this.transactions = transactions;
        application = Api.name("shop");
        topic = topics.byName(administrator.topic("{}")).orElseThrow();
        Api consumer = administrator.application(application);
        String name = Api.name("points");
        consumer.put("/v1/topics/" + topic.name() + "/subscriptions/" + name, null)
                .expectStatus()
                .isOk();
        group = topics.subscription(topic.id(), name).orElseThrow();
    }

    public Topic topic() {
        return topic;
    }

    public Subscription group() {
        return group;
    }

    public String application() {
        return application;
    }

    /** So many open cases; their ids, oldest first. */
    public List<UUID> open(int count) {
        List<UUID> cases = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            cases.add(open("a.Error", "cannot add points", null));
        }
        return cases;
    }

    public UUID open(String type, String error, @Nullable BusinessKey key) {
        UUID message = deadMessage(key, "{\"order\": 1, \"points\": -5}");
        bury(message, type, error);
        return caseOf(message);
    }

    public UUID deadMessage(@Nullable BusinessKey key, String payload) {
        UUID id = Producer.newId();
        jdbc.sql("""
                INSERT INTO message (id, application_id, topic_id, state, tag, business_key, key_hash, key_field_1, key_field_2, headers,
                                     ordering_key, content_type, content_hash, payload, created_at, confirmed_at, finished_at, groups_all, groups_dead)
                VALUES (:id, :application, :topic, 'DEAD', 'paid', :key, :hash, :field1, :field2, '{"source":"web"}',
                        'o1', 'application/json', UNHEX(SHA2('', 256)), :payload, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3),
                        UTC_TIMESTAMP(3), :bits, :bits)
                """)
                .param("id", Ids.toBytes(id))
                .param("application", group.applicationId())
                .param("topic", topic.id())
                .param("key", key == null ? null : key.toString())
                .param("hash", key == null ? null : key.sha256())
                .param(
                        "field1",
                        key == null
                                ? null
                                : BusinessKey.valueHash(key.fields().get(0).value()))
                .param(
                        "field2",
                        key == null || key.fields().size() < 2
                                ? null
                                : BusinessKey.valueHash(key.fields().get(1).value()))
                .param("payload", payload)
                .param("bits", group.bit())
                .update();
        return id;
    }

    public void bury(UUID message, String type, String error) {
        transactions.run(() -> deadLetters.bury(List.of(new Burial(
                message,
                topic.id(),
                group.id(),
                group.position(),
                DeadLetterReason.ATTEMPTS_EXHAUSTED,
                type,
                error,
                "Points.add",
                3))));
    }

    /** The group has consumed the message of a case that is REPLAYING. */
    public void consume(UUID deadLetter) {
        UUID message = messageOf(deadLetter);
        transactions.run(() -> {
            jdbc.sql(
                            "UPDATE message SET state = 'CONSUMED', finished_at = UTC_TIMESTAMP(3), groups_retrying = 0 WHERE id = :id")
                    .param("id", Ids.toBytes(message))
                    .update();
            deadLetters.resolve(List.of(new CaseKey(message, group.id())), "The group sent its receipt");
        });
    }

    /** The group has failed with it again. */
    public void fail(UUID deadLetter) {
        UUID message = messageOf(deadLetter);
        jdbc.sql("""
                UPDATE message SET state = 'DEAD', finished_at = UTC_TIMESTAMP(3), groups_retrying = 0, groups_dead = :bit WHERE id = :id
                """)
                .param("bit", group.bit())
                .param("id", Ids.toBytes(message))
                .update();
        bury(message, "a.Error", "still cannot add points");
    }

    public UUID caseOf(UUID message) {
        return jdbc.sql("SELECT id FROM dead_letter WHERE message_id = :message AND subscription_id = :group")
                .param("message", Ids.toBytes(message))
                .param("group", group.id())
                .query((row, n) -> Ids.fromBytes(row.getBytes(1)))
                .single();
    }

    public UUID messageOf(UUID deadLetter) {
        return Ids.fromBytes(jdbc.sql("SELECT message_id FROM dead_letter WHERE id = :id")
                .param("id", Ids.toBytes(deadLetter))
                .query(byte[].class)
                .single());
    }

    public Map<String, Object> row(UUID deadLetter) {
        return jdbc.sql(
                        "SELECT state, rounds, closed_reason, replay_reason, note, assignee FROM dead_letter WHERE id = :id")
                .param("id", Ids.toBytes(deadLetter))
                .query()
                .singleRow();
    }

    /** How often the cases of this topic were replayed, all together. */
    public long rounds() {
        return jdbc.sql("SELECT COALESCE(SUM(rounds), 0) FROM dead_letter WHERE topic_id = :topic")
                .param("topic", topic.id())
                .query(Long.class)
                .single();
    }

    /** {@code action outcome} of each audit entry about the target, oldest first. */
    public List<String> audit(String target) {
        return jdbc.sql("SELECT CONCAT(action, ' ', outcome) FROM audit WHERE target = :target ORDER BY number")
                .param("target", target)
                .query(String.class)
                .list();
    }
}
