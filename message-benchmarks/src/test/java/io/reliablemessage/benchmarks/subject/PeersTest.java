package io.reliablemessage.benchmarks.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.reliablemessage.benchmarks.business.Order;
import io.reliablemessage.benchmarks.business.Sender;
import io.reliablemessage.benchmarks.business.Subject;
import io.reliablemessage.benchmarks.business.Surroundings;
import io.reliablemessage.benchmarks.subject.SubjectKind.Family;
import io.reliablemessage.embedded.EmbeddedRocketMq;
import io.reliablemessage.embedded.EmbeddedRocketMq.DiskFlush;
import io.reliablemessage.embedded.TestBroker;
import io.reliablemessage.embedded.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.MessageQueue;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The peers are measured; a way that loses messages, or sends those of orders that are not there, would be measured in vain. */
class PeersTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Order FIRST = new Order(0);
    private static final Order REFUSED = new Order(1);
    private static final Order LAST = new Order(2);
    private static final int MESSAGE_THAT_CREATES_TOPIC = 1;

    private static int topics;

    static Stream<SubjectKind> peers() {
        return Arrays.stream(SubjectKind.values())
                .filter(kind -> kind.family() == Family.LIBRARY || kind.family() == Family.OTHER);
    }

    @ParameterizedTest
    @MethodSource("peers")
    void sendsForCommittedOrdersOnlyAndCanBeOpenedAgain(SubjectKind kind, @TempDir Path folder) throws Exception {
        if (!kind.sendsTransactional()) {
            openTwice(kind, TestBroker.shared().nameServer());
            return;
        }
        try (EmbeddedRocketMq broker = EmbeddedRocketMq.start(
                folder.resolve("rocketmq"), 0, 0, new EmbeddedRocketMq.Settings(DiskFlush.ASYNC, true, List.of()))) {
            openTwice(kind, broker.nameServer());
        }
    }

    private static void openTwice(SubjectKind kind, String nameServer) throws Exception {
        sendsForCommittedOrdersOnly(kind, nameServer);
        sendsForCommittedOrdersOnly(kind, nameServer);
    }

    private static void sendsForCommittedOrdersOnly(SubjectKind kind, String nameServer) throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            topics++;
            Surroundings surroundings = new Surroundings(
                    database.jdbcUrl(),
                    database.user(),
                    database.password(),
                    nameServer,
                    "peers-" + topics,
                    8,
                    512,
                    "",
                    "",
                    null);
            Set<Thread> before = Thread.getAllStackTraces().keySet();
            try (Subject subject = kind.open(surroundings);
                    Arrivals arrivals = new BrokerArrivals(surroundings)) {
                refuse(database);
                arrivals.expect(0, 3);

                subject.place(FIRST);
                assertThatThrownBy(() -> subject.place(REFUSED)).hasStackTraceContaining("CONSTRAINT");
                subject.place(LAST);

                await().atMost(LIMIT).until(() -> arrivals.count() == 2);
                assertThat(arrivals.nanosOf(REFUSED.number())).isZero();
            }
            await().atMost(LIMIT)
                    .pollInSameThread()
                    .untilAsserted(() -> assertThat(threadsSince(before)).isEmpty());
            assertThat(messagesAtBroker(surroundings)).isEqualTo(MESSAGE_THAT_CREATES_TOPIC + 2);
            assertThat(rows(database, "SELECT COUNT(*) FROM orders")).isEqualTo(2);
            assertThat(leftToSend(kind, database)).isZero();
        }
    }

    /** All peers store the order after they have sent, so that a refused one rolls back a message. */
    private static void refuse(TestDatabase database) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE orders ADD CHECK (order_no <> '" + REFUSED.orderNo() + "')");
        }
    }

    private static long leftToSend(SubjectKind kind, TestDatabase database) throws SQLException {
        return switch (kind) {
            case GRUELBOX -> rows(database, "SELECT COUNT(*) FROM TXNO_OUTBOX");
            case SPRING_MODULITH -> rows(database, "SELECT COUNT(*) FROM EVENT_PUBLICATION");
            case NAMASTACK -> rows(database, "SELECT COUNT(*) FROM outbox_record");
            case DB_SCHEDULER -> rows(database, "SELECT COUNT(*) FROM scheduled_tasks");
            case TUTORIAL -> rows(database, "SELECT COUNT(*) FROM outbox WHERE NOT sent");
            default -> 0;
        };
    }

    private static long rows(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Counted where they are stored: one that comes late is there all the same. */
    @SuppressWarnings(
            "deprecation") // The other way to ask is the administrators' client, which needs more of the broker.
    private static long messagesAtBroker(Surroundings surroundings) throws Exception {
        DefaultMQProducer client =
                Sender.configured(new DefaultMQProducer("count-" + surroundings.topic()), surroundings);
        client.start();
        try {
            long messages = 0;
            for (MessageQueue queue : client.fetchPublishMessageQueues(surroundings.topic())) {
                messages += client.maxOffset(queue);
            }
            return messages;
        } finally {
            client.shutdown();
        }
    }

    /** The names of those that began since then and still live; not the database driver's one for the whole JVM. */
    private static List<String> threadsSince(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> !name.startsWith("mysql-cj-abandoned") && !name.startsWith("process reaper"))
                .toList();
    }
}
