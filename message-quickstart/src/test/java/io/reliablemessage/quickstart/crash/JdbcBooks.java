package io.reliablemessage.quickstart.crash;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the databases of producer, service and consumer say. */
final class JdbcBooks {
    private static final String MESSAGE_OF = " FROM message_service.message WHERE business_key = CONCAT('orderNo=', ?)";
    private static final String MESSAGES_OF =
            " FROM message_service.message WHERE business_key LIKE CONCAT('orderNo=', ?, '%')";
    private static final String ID_OF = "(SELECT id" + MESSAGE_OF + ")";

    /** Each counts what must not be there once everything is settled. */
    private static final Map<String, String> WRONGS = Map.of(
            "orders without exactly one effect",
            "SELECT count(*) FROM producer.orders o WHERE (SELECT count(*) FROM consumer.effect e WHERE e.order_no = o.order_no) <> 1",
            "effects without order",
            "SELECT count(*) FROM consumer.effect e WHERE NOT EXISTS (SELECT 1 FROM producer.orders o WHERE o.order_no = e.order_no)",
            "effects without record, or records without effect",
            "SELECT ABS((SELECT count(*) FROM consumer.effect) - (SELECT count(*) FROM consumer.rm_idempotency))",
            "messages neither consumed nor cancelled",
            "SELECT count(*) FROM message_service.message WHERE state NOT IN ('CONSUMED', 'CANCELLED')",
            "orders without consumed message",
            "SELECT count(*) FROM producer.orders o WHERE NOT EXISTS (SELECT 1 FROM message_service.message m WHERE m.id = o.message_id AND m.state = 'CONSUMED')",
            "consumed messages without order",
            "SELECT count(*) FROM message_service.message m WHERE m.state = 'CONSUMED' AND NOT EXISTS (SELECT 1 FROM producer.orders o WHERE o.message_id = m.id)",
            "messages left at the producer",
            "SELECT count(*) FROM producer.rm_outbox",
            "fence rows that disagree with the business",
            "SELECT count(*) FROM producer.rm_fence f WHERE (f.outcome = 'COMMITTED') <> EXISTS (SELECT 1 FROM producer.orders o WHERE o.message_id = f.message_id)",
            "deliveries of finished messages that are still due",
            "SELECT count(*) FROM message_service.group_delivery WHERE due_at IS NOT NULL",
            "dead letters",
            "SELECT count(*) FROM message_service.dead_letter");

    private final DataSource dataSource;
    private final JdbcTemplate jdbc;

    JdbcBooks(DataSource dataSource) {
        this.dataSource = dataSource;
        this.jdbc = new JdbcTemplate(dataSource);
    }

    /** What is wrong, in words; empty once all is settled and right. */
    List<String> wrongs() {
        List<String> found = new ArrayList<>();
        WRONGS.forEach((what, count) -> {
            long number = number(count);
            if (number != 0) {
                found.add(number + " " + what);
            }
        });
        return found;
    }

    /** The state of the order's message; empty if the service has none. */
    List<String> state(String orderNo) {
        return jdbc.queryForList("SELECT state" + MESSAGE_OF, String.class, orderNo);
    }

    UUID messageId(String orderNo) {
        byte[] bytes = jdbc.queryForObject("SELECT id" + MESSAGE_OF, byte[].class, orderNo);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    int attempts(String orderNo) {
        return jdbc.queryForObject("SELECT attempts" + MESSAGE_OF, Integer.class, orderNo);
    }

    /** The most deliveries that any message of these orders has had. */
    int mostAttempts(String prefix) {
        return jdbc.queryForObject("SELECT MAX(attempts)" + MESSAGES_OF, Integer.class, prefix);
    }

    /** How many messages of these orders are in the state. */
    long count(String prefix, String state) {
        return jdbc.queryForObject("SELECT count(*)" + MESSAGES_OF + " AND state = ?", Long.class, prefix, state);
    }

    /** Seconds since the last of these orders' messages was confirmed. */
    long secondsSinceConfirm(String prefix) {
        return jdbc.queryForObject(
                "SELECT TIMESTAMPDIFF(SECOND, MAX(confirmed_at), UTC_TIMESTAMP(3))" + MESSAGES_OF, Long.class, prefix);
    }

    /** The attempt that brought the effect, for each effect of the order. */
    List<Integer> effects(String orderNo) {
        return jdbc.queryForList("SELECT attempt FROM consumer.effect WHERE order_no = ?", Integer.class, orderNo);
    }

    /** Does something while listeners stand still in the middle of their transaction; the database may end in it. */
    void whileNobodyCanWriteEffects(Runnable something) {
        try {
            Connection connection = dataSource.getConnection();
            try (Statement statement = connection.createStatement()) {
                statement.execute("LOCK TABLES consumer.effect WRITE");
                something.run();
            } finally {
                connection.abort(Runnable::run);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether somebody is about to write an effect and cannot. */
    boolean isEffectWaiting() {
        return number("""
                SELECT count(*) FROM information_schema.processlist
                WHERE user = 'consumer' AND info LIKE 'INSERT INTO effect %' AND state LIKE 'Waiting for table%'
                """) > 0;
    }

    boolean isCommitted(String orderNo) {
        return number("SELECT count(*) FROM producer.orders WHERE order_no = ?", orderNo) == 1;
    }

    /** What the producer answered that decided the message. */
    List<String> verdicts(String orderNo) {
        return jdbc.queryForList(
                "SELECT answer FROM message_service.check_back WHERE answer IN ('COMMITTED', 'ROLLED_BACK') AND message_id = "
                        + ID_OF,
                String.class,
                orderNo);
    }

    /** The outcome that the producer's fence has for the order's message. */
    List<String> fence(String orderNo) {
        return jdbc.queryForList(
                "SELECT outcome FROM producer.rm_fence WHERE message_id = " + ID_OF, String.class, orderNo);
    }

    long leftAtProducer() {
        return number("SELECT count(*) FROM producer.rm_outbox");
    }

    /** Messages at the producer that any instance may take now. */
    long dueAtProducer() {
        return number("SELECT count(*) FROM producer.rm_outbox WHERE state = 'WAITING' AND due_at <= UTC_TIMESTAMP(3)");
    }

    private long number(String sql, Object... arguments) {
        return jdbc.queryForObject(sql, Long.class, arguments);
    }
}
