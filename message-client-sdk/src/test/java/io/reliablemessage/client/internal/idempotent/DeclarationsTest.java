package io.reliablemessage.client.internal.idempotent;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.Idempotent;
import io.reliablemessage.client.ReliableMessageProperties;
import io.reliablemessage.client.internal.SetupException;
import io.reliablemessage.client.internal.schema.JdbcTables;
import io.reliablemessage.client.internal.schema.MissingTableException;
import java.io.InputStream;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.scheduling.annotation.Async;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** What could not keep the promise does not start, and the method is named. */
class DeclarationsTest {
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withPropertyValues(
                    "reliable-message.service-url=http://localhost:1",
                    "reliable-message.application=shop",
                    "reliable-message.token=none")
            .withUserConfiguration(Database.class)
            .withConfiguration(AutoConfigurations.of(
                    DataSourceTransactionManagerAutoConfiguration.class,
                    TransactionAutoConfiguration.class,
                    IdempotentAutoConfiguration.class));

    record Order(String orderNo, Item item, List<String> tags) {}

    record Item(String sku) {}

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(ReliableMessageProperties.class)
    static class Database {
        @Bean
        DataSource dataSource() {
            JdbcDataSource dataSource = new JdbcDataSource();
            dataSource.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
            new ResourceDatabasePopulator(
                            new ClassPathResource("db/reliable-message/h2/V3__idempotency.sql"),
                            new ClassPathResource("db/reliable-message/h2/V4__stored_result.sql"))
                    .execute(dataSource);
            return dataSource;
        }

        @Bean
        JdbcTables tables(DataSource dataSource) {
            return new JdbcTables(dataSource);
        }
    }

    static class Fine {
        @Idempotent(key = {"order.orderNo", "order.item.sku"})
        @Transactional(isolation = Isolation.SERIALIZABLE, timeout = 7)
        public void place(Order order) {}
    }

    static class NoKey {
        @Idempotent
        public void place(Order order) {}
    }

    static class KeyAndHeader {
        @Idempotent(key = "order.orderNo", header = "Idempotency-Key")
        public void place(Order order) {}
    }

    static class Header {
        @Idempotent(header = "Idempotency-Key")
        public void place(Order order) {}
    }

    static class UnknownParameter {
        @Idempotent(key = "oder.orderNo")
        public void place(Order order) {}
    }

    static class UnknownProperty {
        @Idempotent(key = "order.item.price")
        public void place(Order order) {}
    }

    static class UnknownContent {
        @Idempotent(key = "order.orderNo", content = "order.price")
        public void place(Order order) {}
    }

    static class SameLastStep {
        @Idempotent(key = {"order.orderNo", "orderNo"})
        public void place(Order order, String orderNo) {}
    }

    static class TooManyFields {
        @Idempotent(key = {"a", "b", "c", "d", "e"})
        public void place(String a, String b, String c, String d, String e) {}
    }

    static class BadOperation {
        @Idempotent(operation = "no spaces", key = "order.orderNo")
        public void place(Order order) {}
    }

    static class Private {
        @Idempotent(key = "order.orderNo")
        private void place(Order order) {}
    }

    static class Final {
        @Idempotent(key = "order.orderNo")
        public final void place(Order order) {}
    }

    static class Static {
        @Idempotent(key = "order.orderNo")
        public static void place(Order order) {}
    }

    static class Later {
        @Idempotent(key = "order.orderNo")
        @Async
        public void place(Order order) {}
    }

    static class Promise {
        @Idempotent(key = "order.orderNo")
        public CompletableFuture<String> place(Order order) {
            return CompletableFuture.completedFuture("");
        }
    }

    static class Streaming {
        @Idempotent(key = "order.orderNo")
        public Stream<String> place(Order order) {
            return Stream.of();
        }
    }

    static class Upload {
        @Idempotent(key = "orderNo")
        public void place(String orderNo, InputStream content) {}
    }

    static class Leaving {
        @Idempotent(key = "order.orderNo")
        @Transactional(propagation = Propagation.REQUIRES_NEW)
        public void place(Order order) {}
    }

    static class ReadOnly {
        @Idempotent(key = "order.orderNo")
        @Transactional(readOnly = true)
        public void place(Order order) {}
    }

    static class Elsewhere {
        @Idempotent(key = "order.orderNo")
        @Transactional("another")
        public void place(Order order) {}
    }

    static class Overloaded {
        @Idempotent(key = "order.orderNo")
        public void place(Order order) {}

        @Idempotent(key = "orderNo")
        public void place(String orderNo) {}
    }

    static final class FinalClass {
        @Idempotent(key = "order.orderNo")
        public void place(Order order) {}
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(new NoKey(), "neither key and header"),
                Arguments.of(new KeyAndHeader(), "both key and header"),
                Arguments.of(new Header(), "no servlet web application"),
                Arguments.of(new UnknownParameter(), "'oder', which is no parameter; the parameters are [order]"),
                Arguments.of(new UnknownProperty(), "'price', which " + Item.class.getName() + " does not have"),
                Arguments.of(new UnknownContent(), "content path 'order.price'"),
                Arguments.of(new SameLastStep(), "must not be given twice"),
                Arguments.of(new TooManyFields(), "must have 1 to 4 fields"),
                Arguments.of(new BadOperation(), "operation 'no spaces'"),
                Arguments.of(new Private(), "private"),
                Arguments.of(new Final(), "final"),
                Arguments.of(new Static(), "static"),
                Arguments.of(new Later(), "@Async"),
                Arguments.of(new Promise(), "CompletableFuture"),
                Arguments.of(new Streaming(), "java.util.stream.Stream"),
                Arguments.of(new Upload(), "java.io.InputStream"),
                Arguments.of(new Leaving(), "leaves the running transaction"),
                Arguments.of(new ReadOnly(), "readOnly = true"),
                Arguments.of(new Elsewhere(), "another"),
                Arguments.of(new Overloaded(), "are both operation 'Overloaded.place'"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesAtTheStartWithTheMethodNamed(Object bean, String problem) {
        runner.withBean("bean", uncheckedType(bean), () -> bean)
                .run(context -> assertThat(NestedExceptionUtils.getMostSpecificCause(context.getStartupFailure()))
                        .isInstanceOf(SetupException.class)
                        .hasMessageContaining(bean.getClass().getName() + ".place")
                        .hasMessageContaining(problem));
    }

    @Test
    void refusesAFinalClass() {
        runner.withBean(FinalClass.class).run(context -> assertThat(context).hasFailed());
    }

    @Test
    void takesWhatIsFine() {
        runner.withBean(Fine.class).run(context -> {
            IdempotentMethod method =
                    context.getBean(IdempotentScan.class).methods().iterator().next();
            assertThat(method.operation()).isEqualTo("Fine.place");
            assertThat(method.key().of(new Object[] {new Order("7", new Item("A"), List.of())}))
                    .hasToString("orderNo=7;sku=A");
            assertThat(method.transaction().getIsolationLevel())
                    .as("as the method declares it, since it is begun in its place")
                    .isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
            assertThat(method.transaction().getTimeout()).isEqualTo(7);
        });
    }

    @Test
    void missingColumnNamesItsMigration() {
        runner.withBean(Fine.class)
                .withInitializer(context -> context.addBeanFactoryPostProcessor(factory ->
                        factory.addBeanPostProcessor(new BeanPostProcessor() {
                            @Override
                            public Object postProcessAfterInitialization(Object bean, String beanName) {
                                if (bean instanceof DataSource dataSource) {
                                    new JdbcTemplate(dataSource)
                                            .execute("ALTER TABLE rm_idempotency DROP COLUMN result");
                                }
                                return bean;
                            }
                        })))
                .run(context -> assertThat(context).getFailure().isInstanceOf(MissingTableException.class));
    }

    @Test
    void withoutADatabaseNothingIsIdempotent() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, IdempotentAutoConfiguration.class))
                .withBean(Fine.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOf(SetupException.class)
                        .hasMessageContaining("no DataSource"));
    }

    @SuppressWarnings("unchecked")
    private static Class<Object> uncheckedType(Object bean) {
        return (Class<Object>) bean.getClass();
    }
}
