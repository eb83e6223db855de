package io.reliablemessage.benchmarks.consumer;

import com.zaxxer.hikari.HikariDataSource;
import io.reliablemessage.benchmarks.business.Orders;
import io.reliablemessage.benchmarks.business.Surroundings;
import io.reliablemessage.benchmarks.process.Conversation;
import io.reliablemessage.benchmarks.subject.EffectLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A process with the consuming application: Spring Boot and the SDK, with the defaults of everything that is not named here. */
public final class ConsumerProcess {
    private @Nullable ConfigurableApplicationContext application;

    private ConsumerProcess() {}

    public static void main(String[] arguments) throws IOException {
        ConsumerProcess process = new ConsumerProcess();
        Conversation.hold(ConsumerRequest.class, process::act);
    }

    /** @return whether it consumes now */
    private Boolean act(ConsumerRequest request) {
        if (application != null) {
            application.close();
            application = null;
        }
        if (request.surroundings() != null) {
            application = start(request.surroundings());
        }
        return application != null;
    }

    private static ConfigurableApplicationContext start(Surroundings surroundings) {
        HikariDataSource pool = Orders.pool(surroundings);
        JdbcRewards rewards = new JdbcRewards(pool);
        EffectLog log = EffectLog.create(Path.of(Objects.requireNonNull(surroundings.effects())));
        ConfigurableApplicationContext started = new SpringApplicationBuilder(Application.class)
                .bannerMode(Banner.Mode.OFF)
                .initializers(
                        context -> context.getBeanFactory().registerSingleton("means", new Means(pool, rewards, log)))
                .properties(Map.of(
                        "server.port",
                        "0",
                        "server.address",
                        "127.0.0.1",
                        "bench.topic",
                        surroundings.topic(),
                        "reliable-message.service-url",
                        surroundings.serviceUrl(),
                        "reliable-message.application",
                        Surroundings.CONSUMER,
                        "reliable-message.token",
                        surroundings.token(),
                        "logging.level.root",
                        "warn"))
                .run();
        // Flyway refuses a schema in which there is something before its own history.
        rewards.createTables();
        return started;
    }

    private record Means(HikariDataSource pool, JdbcRewards rewards, EffectLog log) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        DataSource dataSource(Means means) {
            return means.pool();
        }

        @Bean
        Rewards rewards(Means means) {
            return new Rewards(means.rewards(), means.log());
        }
    }
}
