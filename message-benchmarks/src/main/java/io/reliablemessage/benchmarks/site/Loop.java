package io.reliablemessage.benchmarks.site;

import io.reliablemessage.benchmarks.business.Surroundings;
import io.reliablemessage.benchmarks.subject.SubjectKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * The whole way of a message: a producing application, message-service, the broker, a consuming application with two groups, and their
 * receipts back at the service.
 */
public final class Loop {
    private static final String EFFECTS = "bench_effects";
    private static final Duration RECEIPT_LIMIT = Duration.ofSeconds(60);
    private static final long LOOK_NANOS = Duration.ofMillis(5).toNanos();

    private final Site site;
    private final ConsumerClient consumer;
    private String topic = "";

    Loop(Site site, ConsumerClient consumer) {
        this.site = site;
        this.consumer = consumer;
    }

    /**
     * Opens a subject whose messages count as arrived when both groups' effects are committed. Topic and databases are new.
     *
     * @param payloadBytes of each message
     */
    public SubjectClient open(SubjectKind kind, int poolSize, int payloadBytes) {
        // The first redelivery is to come after the longest pause of a busy machine: one that comes would be counted as
        // work.
        return open(kind, poolSize, payloadBytes, "PT60S");
    }

    /** As {@link #open}, to warm up: groups that have just been started miss the first messages, which come again soon. */
    public SubjectClient openToWarmUp(SubjectKind kind, int poolSize, int payloadBytes) {
        return open(kind, poolSize, payloadBytes, "PT5S");
    }

    private SubjectClient open(SubjectKind kind, int poolSize, int payloadBytes, String redelivery) {
        topic = site.newTopic(kind);
        site.administration().topic(topic, List.of(redelivery), 3);
        String producerToken = site.producerToken();
        String consumerToken = site.token(Surroundings.CONSUMER, "");
        consumer.open(surroundings(site.emptySchema(EFFECTS), poolSize, payloadBytes, consumerToken));
        return site.open(
                kind, surroundings(site.emptySchema("bench_" + kind.id()), poolSize, payloadBytes, producerToken));
    }

    private Surroundings surroundings(String jdbcUrl, int poolSize, int payloadBytes, String token) {
        return new Surroundings(
                jdbcUrl,
                site.database().user(),
                site.database().password(),
                site.broker().nameServer(),
                topic,
                poolSize,
                payloadBytes,
                site.service().url(),
                token,
                site.folder().resolve("effects.log").toString());
    }

    /**
     * Waits until the service has the receipts of all messages.
     *
     * @return how many messages still have none of them a minute later
     */
    public long awaitConsumed() throws SQLException {
        long limit = System.nanoTime() + RECEIPT_LIMIT.toNanos();
        try (Connection connection = site.database().connect(Site.SERVICE_DATABASE);
                PreparedStatement unfinished = connection.prepareStatement("""
                        SELECT COUNT(*) FROM message FORCE INDEX (due)
                        WHERE state IN ('PREPARED', 'CONFIRMED') AND topic_id = (SELECT id FROM topic WHERE name = ?)
                        """)) {
            unfinished.setString(1, topic);
            long left = number(unfinished);
            while (left > 0 && System.nanoTime() < limit) {
                LockSupport.parkNanos(LOOK_NANOS);
                left = number(unfinished);
            }
            return left;
        }
    }

    /**
     * What the tables say of everything since {@link #open}.
     *
     * @param messages orders, each with one message
     * @param unfinished messages that are not CONSUMED
     * @param missing effects: orders without points, and orders without a coupon
     * @param twice effects beyond one for each group and order
     */
    public record Account(long messages, long unfinished, long missing, long twice) {
        public Account plus(Account other) {
            return new Account(
                    messages + other.messages,
                    unfinished + other.unfinished,
                    missing + other.missing,
                    twice + other.twice);
        }

        /** For a reader. */
        public String sentence() {
            return String.format(
                    Locale.ROOT,
                    "In SQL: %,d orders, %,d of their messages not CONSUMED; of the two effects each, %,d are missing and %,d there twice.",
                    messages,
                    unfinished,
                    missing,
                    twice);
        }
    }

    /** Counts orders, messages and effects, which must come out even. */
    public Account account(SubjectKind kind) throws SQLException {
        try (Connection connection = site.database().connect("")) {
            long orders = count(connection, "SELECT COUNT(*) FROM bench_%s.orders".formatted(kind.id()));
            long consumed = count(connection, """
                    SELECT COUNT(*) FROM %s.message
                    WHERE state = 'CONSUMED' AND topic_id = (SELECT id FROM %1$s.topic WHERE name = '%s')
                    """.formatted(Site.SERVICE_DATABASE, topic));
            long missing = 0;
            long twice = 0;
            for (String table : List.of("points", "coupons")) {
                long effects = count(connection, "SELECT COUNT(*) FROM %s.%s".formatted(EFFECTS, table));
                long distinct =
                        count(connection, "SELECT COUNT(DISTINCT order_no) FROM %s.%s".formatted(EFFECTS, table));
                missing += orders - distinct;
                twice += effects - distinct;
            }
            return new Account(orders, orders - consumed, missing, twice);
        }
    }

    private static long count(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return number(statement);
        }
    }

    private static long number(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Ends what producer and consumer do; their processes wait for the next round. */
    public void rest(SubjectClient subject) {
        subject.rest();
        consumer.rest();
    }

    void close() {
        consumer.close();
    }
}
