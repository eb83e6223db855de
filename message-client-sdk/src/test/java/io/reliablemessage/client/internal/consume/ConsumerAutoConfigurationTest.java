package io.reliablemessage.client.internal.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.BusinessQuery;
import io.reliablemessage.client.RedisFlag;
import io.reliablemessage.client.ReliableMessageListener;
import io.reliablemessage.client.StateMachine;
import io.reliablemessage.client.StoredResults;
import io.reliablemessage.client.internal.autoconfigure.ProducerAutoConfiguration;
import io.reliablemessage.client.internal.autoconfigure.ReliableMessageAutoConfiguration;
import io.reliablemessage.client.internal.idempotency.Flags;
import io.reliablemessage.client.internal.schema.MissingTableException;
import io.reliablemessage.client.store.RealRedis;
import io.reliablemessage.client.store.Store;
import io.reliablemessage.client.store.Stores;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/** What a listener needs to be there, and what is said if it is not. Service and broker are away, which is no reason not to start. */
class ConsumerAutoConfigurationTest {
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ReliableMessageAutoConfiguration.class,
                    ProducerAutoConfiguration.class,
                    ConsumerAutoConfiguration.class))
            .withPropertyValues(
                    "reliable-message.service-url=http://127.0.0.1:1",
                    "reliable-message.application=shop",
                    "reliable-message.token=rm_app_test",
                    "reliable-message.migrate=false");

    static class Plain {
        @ReliableMessageListener(topic = "orders", group = "points")
        void on(String order) {}
    }

    static class Flagged {
        @RedisFlag
        @ReliableMessageListener(topic = "orders", group = "points")
        void on(String order) {}
    }

    static class FlaggedInTable {
        @RedisFlag(recordInTable = true)
        @ReliableMessageListener(topic = "orders", group = "points")
        void on(String order) {}
    }

    static class States {
        @StateMachine(
                entity = "orderNo",
                state = "status",
                states = {"A", "B"})
        @ReliableMessageListener(topic = "orders", group = "points")
        void on(String order) {}
    }

    static class Queried {
        @BusinessQuery("done")
        @ReliableMessageListener(topic = "orders", group = "points")
        void on(String order) {}

        boolean done(String order) {
            return false;
        }
    }

    @Test
    void aListenerNeedsADatabase() {
        application
                .withBean(Plain.class)
                .run(context -> assertThat(rootOf(context.getStartupFailure()))
                        .isInstanceOf(ConsumerSetupException.class)
                        .hasMessageContaining("Plain.on is a listener, but there is no DataSource"));
    }

    @Test
    void aRedisFlagNeedsRedisAndNoDatabase() {
        application
                .withBean(Flagged.class)
                .run(context -> assertThat(rootOf(context.getStartupFailure()))
                        .isInstanceOf(ConsumerSetupException.class)
                        .hasMessageContaining("there is no RedisConnectionFactory"));
        try (RealRedis redis = RealRedis.start()) {
            ApplicationContextRunner withRedis =
                    application.withBean(JedisConnectionFactory.class, () -> RedisFlagTest.connections(redis));
            withRedis
                    .withBean(Flagged.class)
                    .run(context -> assertThat(context)
                            .hasNotFailed()
                            .hasSingleBean(Flags.class)
                            .doesNotHaveBean(StoredResults.class));
            withRedis
                    .withBean(FlaggedInTable.class)
                    .run(context -> assertThat(rootOf(context.getStartupFailure()))
                            .hasMessageContaining("there is no DataSource"));
        }
    }

    @Test
    void eachStrategyNeedsItsOwnTablesOnly() {
        try (Store store = Stores.H2.fresh()) {
            ApplicationContextRunner withDatabase = application
                    .withBean(DataSource.class, store::dataSource, definition -> definition.setDestroyMethodName(""))
                    .withBean(PlatformTransactionManager.class, () -> new JdbcTransactionManager(store.dataSource()));
            for (String table : new String[] {"rm_entity_state", "rm_entity_version", "rm_key_lock"}) {
                store.jdbc().execute("DROP TABLE " + table);
            }
            withDatabase
                    .withBean(Plain.class)
                    .run(context -> assertThat(context).hasNotFailed().hasSingleBean(StoredResults.class));
            withDatabase
                    .withBean(States.class)
                    .run(context -> assertThat(context.getStartupFailure())
                            .hasStackTraceContaining(MissingTableException.class.getName())
                            .hasStackTraceContaining("rm_entity_state"));
            withDatabase
                    .withBean(Queried.class)
                    .run(context -> assertThat(context.getStartupFailure()).hasStackTraceContaining("rm_key_lock"));
        }
    }

    private static Throwable rootOf(Throwable failure) {
        return NestedExceptionUtils.getMostSpecificCause(failure);
    }
}
