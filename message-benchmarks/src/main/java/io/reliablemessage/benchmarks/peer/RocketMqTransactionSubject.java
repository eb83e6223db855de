package io.reliablemessage.benchmarks.peer;

import com.zaxxer.hikari.HikariDataSource;
import io.reliablemessage.benchmarks.business.Order;
import io.reliablemessage.benchmarks.business.Orders;
import io.reliablemessage.benchmarks.business.Sender;
import io.reliablemessage.benchmarks.business.Subject;
import io.reliablemessage.benchmarks.business.Surroundings;
import java.nio.charset.StandardCharsets;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.LocalTransactionState;
import org.apache.rocketmq.client.producer.TransactionListener;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * RocketMQ's transactional messages: the broker stores a half message, the business transaction runs, its outcome goes to the broker, which
 * asks the table of orders when it has heard nothing. All settings are RocketMQ's own; the broker answers when it has stored the half
 * message.
 */
final class RocketMqTransactionSubject implements Subject {
    private final HikariDataSource pool;
    private final Orders orders;
    private final TransactionTemplate transactions;
    private final TransactionMQProducer producer;
    private final String topic;
    private final int payloadBytes;

    RocketMqTransactionSubject(Surroundings surroundings) {
        pool = Orders.pool(surroundings);
        orders = new Orders(pool);
        orders.createTable();
        transactions = new TransactionTemplate(new JdbcTransactionManager(pool));
        topic = surroundings.topic();
        payloadBytes = surroundings.payloadBytes();
        producer = Sender.configured(new TransactionMQProducer("bench-transaction-" + topic), surroundings);
        producer.setTransactionListener(new BusinessTransaction());
        try {
            producer.start();
        } catch (MQClientException e) {
            throw new IllegalStateException("The broker's client does not start", e);
        }
    }

    /** An order on its way through the producer, which swallows what a listener throws. */
    private static final class Placement {
        final Order order;

        @Nullable
        RuntimeException failure;

        Placement(Order order) {
            this.order = order;
        }
    }

    @Override
    public void place(Order order) throws MQClientException {
        Placement placement = new Placement(order);
        LocalTransactionState state = producer.sendMessageInTransaction(
                        new Message(topic, order.payload(payloadBytes).getBytes(StandardCharsets.UTF_8)), placement)
                .getLocalTransactionState();
        if (placement.failure != null) {
            throw placement.failure;
        }
        if (state != LocalTransactionState.COMMIT_MESSAGE) {
            throw new IllegalStateException("The half message was not stored; the transaction did not run");
        }
    }

    private final class BusinessTransaction implements TransactionListener {
        @Override
        public LocalTransactionState executeLocalTransaction(Message message, Object argument) {
            Placement placement = (Placement) argument;
            try {
                transactions.executeWithoutResult(status -> orders.add(placement.order));
                return LocalTransactionState.COMMIT_MESSAGE;
            } catch (RuntimeException e) {
                placement.failure = e;
                return LocalTransactionState.ROLLBACK_MESSAGE;
            }
        }

        /** No order yet may mean that its transaction still runs: the broker asks again, 15 times, before it gives the message up. */
        @Override
        public LocalTransactionState checkLocalTransaction(MessageExt message) {
            return orders.contains(new Order(Order.numberIn(message.getBody())))
                    ? LocalTransactionState.COMMIT_MESSAGE
                    : LocalTransactionState.UNKNOW;
        }
    }

    @Override
    public void close() {
        producer.shutdown();
        pool.close();
    }
}
