package io.reliablemessage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRocketMqTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void deliversWhatIsSentToTopicThatDidNotExist() throws Exception {
        send(TestBroker.embedded(), "greetings", "hello");

        assertThat(receive(TestBroker.embedded(), "greetings", 1)).containsExactly("hello");
    }

    @Test
    void keepsMessagesWhenKilled() throws Exception {
        EmbeddedRocketMq broker = TestBroker.embedded();
        send(broker, "survivors", "before");
        long pid = broker.pid();

        broker.kill();
        assertThat(broker.isRunning()).isFalse();
        broker.start();

        assertThat(broker.pid()).isNotEqualTo(pid);
        send(broker, "survivors", "after");
        assertThat(receive(broker, "survivors", 2)).containsExactlyInAnyOrder("before", "after");
    }

    @Test
    void keepsMessagesOverOrderlyRestart(@TempDir Path directory) throws Exception {
        int nameServerPort;
        int brokerPort;
        try (EmbeddedRocketMq first =
                EmbeddedRocketMq.start(directory.resolve("data"), 0, 0, EmbeddedRocketMq.DiskFlush.SYNC)) {
            nameServerPort = first.nameServerPort();
            brokerPort = first.brokerPort();
            send(first, "orders", "order 1");
        }
        assertThat(directory.resolve("data/store/abort"))
                .as("RocketMQ's sign of an unclean end")
                .doesNotExist();
        try (EmbeddedRocketMq second = EmbeddedRocketMq.start(directory.resolve("data"), nameServerPort, brokerPort)) {
            assertThat(receive(second, "orders", 1)).containsExactly("order 1");
            second.kill();
        }
    }

    @Test
    void endsWhenItsOwnerIsKilled(@TempDir Path directory) throws Exception {
        OwnerProcess.Started started = OwnerProcess.start("rocketmq", directory, directory.resolve("data"));

        started.owner().destroyForcibly();

        assertThat(ChildProcesses.hasEnded(started.server(), PATIENCE)).isTrue();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void staysWhenTerminalSendsCtrlC() throws Exception {
        EmbeddedRocketMq broker = TestBroker.embedded();

        OwnerProcess.sendCtrlC(broker.pid());

        assertThat(ChildProcesses.hasEnded(ProcessHandle.of(broker.pid()).orElseThrow(), Duration.ofSeconds(1)))
                .isFalse();
        send(broker, "ctrl-c", "still here");
    }

    @Test
    void refusesTakenPortAndNamesIt(@TempDir Path directory) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedRocketMq.start(directory.resolve("data"), taken.getLocalPort(), 0))
                    .isInstanceOf(EmbeddedStartException.class)
                    .hasMessageContaining("Port " + taken.getLocalPort());
        }
    }

    private static void send(EmbeddedRocketMq broker, String topic, String text) throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer("test-" + UUID.randomUUID());
        producer.setNamesrvAddr(broker.nameServer());
        producer.setInstanceName(UUID.randomUUID().toString());
        producer.start();
        try {
            SendStatus status = producer.send(new Message(topic, text.getBytes(StandardCharsets.UTF_8)), 10_000)
                    .getSendStatus();
            assertThat(status).isEqualTo(SendStatus.SEND_OK);
        } finally {
            producer.shutdown();
        }
    }

    /** What is in the topic from its beginning, as soon as it is that many messages. */
    private static List<String> receive(EmbeddedRocketMq broker, String topic, int messages) throws Exception {
        DefaultLitePullConsumer consumer = new DefaultLitePullConsumer("test-" + UUID.randomUUID());
        consumer.setNamesrvAddr(broker.nameServer());
        consumer.setInstanceName(UUID.randomUUID().toString());
        consumer.setAutoCommit(false);
        consumer.start();
        try {
            Collection<MessageQueue> queues = consumer.fetchMessageQueues(topic);
            assertThat(queues).hasSize(4);
            consumer.assign(queues);
            for (MessageQueue queue : queues) {
                consumer.seekToBegin(queue);
            }
            List<String> received = new ArrayList<>();
            long limit = System.nanoTime() + PATIENCE.toNanos();
            while (received.size() < messages && System.nanoTime() < limit) {
                consumer.poll(500)
                        .forEach(message -> received.add(new String(message.getBody(), StandardCharsets.UTF_8)));
            }
            return received;
        } finally {
            consumer.shutdown();
        }
    }
}
