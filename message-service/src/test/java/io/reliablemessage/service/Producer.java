package io.reliablemessage.service;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.service.application.SubscriberCatalog;
import io.reliablemessage.service.security.Caller;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.JdbcTemplate;

/** Registers what a test needs straight in the tables, and makes messages. */
public final class Producer {
    /** Who decides in tests that go past the HTTP API. */
    public static final Caller OPERATOR = new Caller(null, "operator", Role.OPERATOR);

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final JdbcTemplate jdbc;
    private final SubscriberCatalog subscribers;

    public Producer(JdbcTemplate jdbc, SubscriberCatalog subscribers) {
        this.jdbc = jdbc;
        this.subscribers = subscribers;
    }

    /** @return the application's id */
    public int application() {
        String name = "app-" + NUMBER.incrementAndGet();
        jdbc.update(
                "INSERT INTO application (name, check_url, created_at) VALUES (?, 'http://127.0.0.1:1/check', UTC_TIMESTAMP(3))",
                name);
        return id("SELECT id FROM application WHERE name = ?", name);
    }

    /** A topic with a schedule of 100 ms and three attempts. */
    public TopicOnTest topic(int consumer, String... groups) {
        return topic(new Rules("100", 3, "HOLD", 1_000_000), consumer, groups);
    }

    public TopicOnTest topic(Rules rules, int consumer, String... groups) {
        String name = "topic-" + NUMBER.incrementAndGet();
        jdbc.update(
                """
                INSERT INTO topic (name, schedule_ms, max_attempts, max_payload_bytes, check_grace_ms, max_checks, without_subscriber,
                  max_replay_rounds, created_at)
                VALUES (?, ?, ?, ?, 30000, 10, ?, 3, UTC_TIMESTAMP(3))
                """,
                name,
                rules.scheduleMillis(),
                rules.maxAttempts(),
                rules.maxPayloadBytes(),
                rules.withoutSubscriber());
        int id = id("SELECT id FROM topic WHERE name = ?", name);
        for (String group : groups) {
            insert(id, consumer, group);
        }
        return new TopicOnTest(id, name);
    }

    public void subscribe(int topic, int consumer, String group) {
        insert(topic, consumer, group);
        subscribers.awaitNotice();
    }

    private void insert(int topic, int consumer, String group) {
        jdbc.update("""
                INSERT INTO subscription (topic_id, group_name, application_id, position, created_at)
                SELECT ?, ?, ?, COALESCE(MAX(position) + 1, 0), UTC_TIMESTAMP(3) FROM subscription WHERE topic_id = ?
                """, topic, group, consumer, topic);
    }

    private int id(String sql, String name) {
        Integer id = jdbc.queryForObject(sql, Integer.class, name);
        if (id == null) {
            throw new IllegalStateException("No row for " + name);
        }
        return id;
    }

    public static NewMessage message(String topic) {
        return message(newId(), topic, "{}");
    }

    public static NewMessage message(UUID id, String topic, String text) {
        return new NewMessage(
                id,
                topic,
                null,
                BusinessKey.of("orderNo", id.toString()),
                null,
                null,
                text,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    public static NewMessage messageExpiring(String topic, Instant expiresAt, List<Long> schedule) {
        return new NewMessage(
                newId(), topic, null, null, null, null, "{}", null, null, null, null, expiresAt, schedule, null);
    }

    /** A version 7 UUID of this moment. */
    public static UUID newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (System.currentTimeMillis() << 16) | 0x7000 | (random.nextLong() & 0xfff);
        long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low);
    }

    public record TopicOnTest(int id, String name) {}

    /** Rules of a topic: {@code scheduleMillis} as table topic keeps them, {@code withoutSubscriber} HOLD or END_AT_BROKER. */
    public record Rules(String scheduleMillis, int maxAttempts, String withoutSubscriber, int maxPayloadBytes) {
        /** Nothing becomes due by itself while a test runs. */
        public static final Rules SLOW = new Rules("3600000", 3, "HOLD", 1_000_000);

        public Rules withMaxAttempts(int attempts) {
            return new Rules(scheduleMillis, attempts, withoutSubscriber, maxPayloadBytes);
        }

        public Rules withSchedule(String millis) {
            return new Rules(millis, maxAttempts, withoutSubscriber, maxPayloadBytes);
        }

        public Rules endingAtBroker() {
            return new Rules(scheduleMillis, maxAttempts, "END_AT_BROKER", maxPayloadBytes);
        }

        public Rules withMaxPayloadBytes(int bytes) {
            return new Rules(scheduleMillis, maxAttempts, withoutSubscriber, bytes);
        }
    }
}
