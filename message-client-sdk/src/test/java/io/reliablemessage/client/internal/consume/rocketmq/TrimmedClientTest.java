package io.reliablemessage.client.internal.consume.rocketmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.embedded.TestBroker;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.MixAll;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker's client works without the libraries that its POM asks for and ours leaves out. */
class TrimmedClientTest {
    /** What this test's class path has from the embedded broker and an application has not. */
    private static final Pattern LEFT_OUT = Pattern.compile(
            "fastjson-1|okio|okhttp|kotlin|beanutils|digester|grpc|netty-(?!handler|codec-4|codec-http-|codec-socks|buffer|common|resolver-4|transport-4)"
                    + "|opentelemetry-(exporter|sdk)|prometheus|rocksdb|annotations-api-6|awaitility|reflections|rocketmq-(broker|store|namesrv|auth|tiered|controller|proxy|filter|srvutil)");

    @Test
    void sendsConsumesAndPulls(@TempDir Path home) throws IOException, InterruptedException {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !LEFT_OUT.matcher(Path.of(entry).getFileName().toString())
                        .find())
                .collect(Collectors.joining(File.pathSeparator));
        Process client = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Duser.home=" + home,
                        "-cp",
                        classPath,
                        Client.class.getName(),
                        TestBroker.shared().nameServer())
                .redirectErrorStream(true)
                .start();
        String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(client.waitFor()).as(said).isZero();
        assertThat(said).doesNotContain("NoClassDefFoundError");
    }

    /** Ends with 0 when it got what it sent, in both ways. */
    static final class Client {
        private static final String TOPIC = "trimmed-client-" + UUID.randomUUID();

        private Client() {}

        public static void main(String[] arguments) throws Exception {
            CountDownLatch consumed = new CountDownLatch(1);
            DefaultMQProducer producer = new DefaultMQProducer("trimmed-producer");
            producer.setNamesrvAddr(arguments[0]);
            producer.start();
            producer.send(new Message(TOPIC, "a".repeat(100_000).getBytes(StandardCharsets.UTF_8)), 10_000);
            DefaultMQPushConsumer consumer = new DefaultMQPushConsumer("trimmed-consumer-" + UUID.randomUUID());
            consumer.setNamesrvAddr(arguments[0]);
            consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
            consumer.subscribe(TOPIC, "*");
            consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
                consumed.countDown();
                return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
            consumer.start();
            boolean got = consumed.await(60, TimeUnit.SECONDS);
            consumer.shutdown();
            producer.shutdown();
            System.exit(got && pulls(arguments[0]) ? 0 : 1);
        }

        /** As the service reads what RocketMQ has given up. */
        @SuppressWarnings("deprecation")
        private static boolean pulls(String nameServer) throws Exception {
            DefaultMQPullConsumer consumer = new DefaultMQPullConsumer(MixAll.TOOLS_CONSUMER_GROUP);
            consumer.setNamesrvAddr(nameServer);
            consumer.setInstanceName(UUID.randomUUID().toString());
            consumer.start();
            int found = 0;
            for (MessageQueue queue : consumer.fetchSubscribeMessageQueues(TOPIC)) {
                long first = consumer.minOffset(queue);
                if (consumer.maxOffset(queue) > first) {
                    found += consumer.pull(queue, "*", first, 32, 10_000)
                            .getMsgFoundList()
                            .size();
                }
            }
            consumer.shutdown();
            return found == 1;
        }
    }
}
