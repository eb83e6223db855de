package io.reliablemessage.benchmarks.strategy;

import com.zaxxer.hikari.HikariDataSource;
import io.reliablemessage.benchmarks.business.Orders;
import io.reliablemessage.benchmarks.process.Conversation;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.client.internal.consume.Broker;
import io.reliablemessage.client.internal.consume.BrokerInbox;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;

/** A process with an application that consumes with every strategy; broker and service are in its own memory. */
public final class StrategyProcess {
    private final DirectBroker broker = new DirectBroker();
    private final Map<StrategyKind, List<Worker>> workers = new EnumMap<>(StrategyKind.class);
    private @Nullable JdbcEffects effects;

    private StrategyProcess() {}

    public static void main(String[] arguments) throws IOException {
        StrategyProcess process = new StrategyProcess();
        Conversation.hold(StrategyRequest.class, process::act);
    }

    private StrategyReply act(StrategyRequest request) throws Exception {
        if (request.open() != null) {
            open(request.open());
        }
        return request.run() == null ? new StrategyReply(0, 0, 0) : run(request.run());
    }

    private void open(StrategyRequest.Open open) {
        HikariDataSource pool = Orders.pool(open.surroundings());
        JdbcEffects table = new JdbcEffects(pool);
        Means means = new Means(pool, table, broker);
        new SpringApplicationBuilder(open.redisPort() == 0 ? Application.class : WithRedis.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .initializers(context -> context.getBeanFactory().registerSingleton("means", means))
                .properties(Map.of(
                        "bench.redis-port", open.redisPort(),
                        "reliable-message.service-url", "http://127.0.0.1:9",
                        "reliable-message.broker-address", "none",
                        "reliable-message.application", "bench",
                        "reliable-message.token", "none",
                        "reliable-message.start-check.enabled", "false",
                        "logging.level.root", "warn"))
                .run();
        table.createTable();
        new JdbcEarlierKeys(pool).record(open.keys());
        effects = table;
    }

    private StrategyReply run(StrategyRequest.Run run) throws Exception {
        List<Worker> delivering = workers.computeIfAbsent(
                run.kind(),
                kind -> IntStream.range(0, run.threads())
                        .mapToObj(number -> new Worker(kind, number))
                        .toList());
        BrokerInbox inbox = broker.inboxOf(run.kind().group());
        long begin = System.nanoTime();
        long until = begin + Duration.ofMillis(run.millis()).toNanos();
        List<Callable<Long>> work = new ArrayList<>();
        delivering.forEach(worker -> work.add(() -> worker.deliver(inbox, run.duplicatePercent(), until)));
        ExecutorService threads = Executors.newFixedThreadPool(delivering.size());
        try {
            long deliveries = 0;
            for (Future<Long> each : threads.invokeAll(work)) {
                deliveries += each.get();
            }
            long nanos = System.nanoTime() - begin;
            long done = delivering.stream().mapToLong(Worker::done).sum();
            long wrong = Objects.requireNonNull(effects).wrong(run.kind().group(), done);
            return new StrategyReply(deliveries, nanos, wrong);
        } finally {
            threads.shutdown();
        }
    }

    private record Means(HikariDataSource pool, JdbcEffects effects, DirectBroker broker) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        DataSource dataSource(Means means) {
            return means.pool();
        }

        @Bean
        Broker broker(Means means) {
            return means.broker();
        }

        @Bean
        MessageService messageService() {
            return new ThankfulService();
        }

        @Bean
        Listeners listeners(Means means) {
            return new Listeners(means.effects());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Application.class)
    static class WithRedis {

        /** With a pool of eight connections, which is its default. */
        @Bean
        RedisConnectionFactory redis(@Value("${bench.redis-port}") int port) {
            return new JedisConnectionFactory(
                    new RedisStandaloneConfiguration("127.0.0.1", port),
                    JedisClientConfiguration.builder().usePooling().build());
        }

        @Bean
        FlagListener flagListener(Means means) {
            return new FlagListener(means.effects());
        }
    }
}
