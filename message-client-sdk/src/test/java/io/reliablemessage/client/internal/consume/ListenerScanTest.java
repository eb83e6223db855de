package io.reliablemessage.client.internal.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.BusinessQuery;
import io.reliablemessage.client.Delivery;
import io.reliablemessage.client.RedisFlag;
import io.reliablemessage.client.ReliableMessageListener;
import io.reliablemessage.client.StateMachine;
import io.reliablemessage.client.StoredResult;
import io.reliablemessage.client.Versioned;
import io.reliablemessage.client.internal.idempotency.UnreadableMessageException;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.NotBlank;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

class ListenerScanTest {

    static class Points {
        @ReliableMessageListener(
                topic = "${shop.topic}",
                group = "points",
                tag = "paid || refunded",
                key = {"orderNo"})
        void onOrder(String order) {}

        @ReliableMessageListener(topic = "customers", group = "points", concurrency = 2, key = "orderNo")
        public void onCustomer(Delivery delivery, byte[] customer) {}

        void notAListener(int number) {}
    }

    @Test
    void findsTheMethodsOfBeans() {
        new ApplicationContextRunner()
                .withUserConfiguration(Scanning.class)
                .withPropertyValues("shop.topic=orders")
                .withBean(Points.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    List<Listener> listeners =
                            context.getBean(ListenerScan.class).listeners();
                    assertThat(listeners).extracting(Listener::topic).containsExactlyInAnyOrder("orders", "customers");
                    assertThat(listeners)
                            .filteredOn(listener -> listener.topic().equals("orders"))
                            .singleElement()
                            .satisfies(listener -> {
                                assertThat(listener.tags()).isEqualTo("paid||refunded");
                                assertThat(listener.concurrency()).isEqualTo(8);
                                assertThat(listener.protection().key().fields()).containsExactly("orderNo");
                                assertThat(listener.method()).hasToString(Points.class.getName() + ".onOrder");
                            });
                });
    }

    static class Twice {
        @ReliableMessageListener(topic = "orders", group = "points")
        void one(String order) {}

        @ReliableMessageListener(topic = "orders", group = "points", tag = "paid")
        void two(String order) {}
    }

    static class Selections {
        @ReliableMessageListener(topic = "orders", group = "points", key = "orderNo")
        void one(String order) {}

        @ReliableMessageListener(topic = "customers", group = "points")
        void two(String order) {}
    }

    static class NoPayload {
        @ReliableMessageListener(topic = "orders", group = "points")
        void on(Delivery delivery) {}
    }

    static class TwoPayloads {
        @ReliableMessageListener(topic = "orders", group = "points")
        void on(String one, String two) {}
    }

    static class Returning {
        @ReliableMessageListener(topic = "orders", group = "points")
        java.util.concurrent.Future<Void> on(String order) {
            throw new IllegalStateException();
        }
    }

    static class Asynchronous {
        @Async
        @ReliableMessageListener(topic = "orders", group = "points")
        void on(String order) {}
    }

    @Transactional(propagation = Propagation.REQUIRES_NEW)
    static class OwnTransaction {
        @ReliableMessageListener(topic = "orders", group = "points")
        void on(String order) {}
    }

    static class BadGroup {
        @ReliableMessageListener(topic = "orders", group = "points and coupons")
        void on(String order) {}
    }

    static class NoTopic {
        @ReliableMessageListener(topic = "", group = "points")
        void on(String order) {}
    }

    static class BadTag {
        @ReliableMessageListener(topic = "orders", group = "points", tag = "paid ||")
        void on(String order) {}
    }

    static class BadKey {
        @ReliableMessageListener(
                topic = "orders",
                group = "points",
                key = {"orderNo", "orderNo"})
        void on(String order) {}
    }

    static class NoThreads {
        @ReliableMessageListener(topic = "orders", group = "points", concurrency = 0)
        void on(String order) {}
    }

    static final class StrategyOfNoListener {
        @Versioned(entity = "sku", version = "version")
        void level(String level) {}
    }

    static class TwoStrategies {
        @Versioned(entity = "sku", version = "version")
        @RedisFlag
        @ReliableMessageListener(topic = "orders", group = "points")
        void on(String order) {}
    }

    static class KeyAndEntity {
        @Versioned(entity = "sku", version = "version")
        @ReliableMessageListener(topic = "orders", group = "points", key = "sku")
        void on(String order) {}
    }

    static class NoEntity {
        @Versioned(
                entity = {},
                version = "version")
        @ReliableMessageListener(topic = "orders", group = "points")
        void on(String order) {}
    }

    static class EntityIsState {
        @StateMachine(
                entity = "status",
                state = "status",
                states = {"A", "B"})
        @ReliableMessageListener(topic = "orders", group = "points")
        void on(String order) {}
    }

    static class BadField {
        @StateMachine(
                entity = "order no",
                state = "status",
                states = {"A", "B"})
        @ReliableMessageListener(topic = "orders", group = "points")
        void on(String order) {}
    }

    static class NoStates {
        @StateMachine(entity = "orderNo", state = "status")
        @ReliableMessageListener(topic = "orders", group = "points")
        void on(String order) {}
    }

    enum One {
        ONLY
    }

    static class StatesTwice {
        @StateMachine(
                entity = "orderNo",
                state = "status",
                states = {"A", "B"},
                statesOf = One.class)
        @ReliableMessageListener(topic = "orders", group = "points")
        void on(String order) {}
    }

    static class OneState {
        @StateMachine(entity = "orderNo", state = "status", statesOf = One.class)
        @ReliableMessageListener(topic = "orders", group = "points")
        void on(String order) {}
    }

    static class SameState {
        @StateMachine(
                entity = "orderNo",
                state = "status",
                states = {"A", "B|A"})
        @ReliableMessageListener(topic = "orders", group = "points")
        void on(String order) {}
    }

    static class EmptyAlternative {
        @StateMachine(
                entity = "orderNo",
                state = "status",
                states = {"A", "B|"})
        @ReliableMessageListener(topic = "orders", group = "points")
        void on(String order) {}
    }

    static class NegativeFirst {
        @Versioned(entity = "sku", version = "version", first = -1)
        @ReliableMessageListener(topic = "orders", group = "points")
        void on(String order) {}
    }

    static class LongLease {
        @RedisFlag(lease = "2h")
        @ReliableMessageListener(topic = "orders", group = "points")
        void on(String order) {}
    }

    static class ShortRetention {
        @RedisFlag(retention = "7d")
        @ReliableMessageListener(topic = "orders", group = "points")
        void on(String order) {}
    }

    static class NoDuration {
        @RedisFlag(lease = "soon")
        @ReliableMessageListener(topic = "orders", group = "points")
        void on(String order) {}
    }

    static class ResultOfNothing {
        @StoredResult
        @ReliableMessageListener(topic = "orders", group = "points")
        void on(String order) {}
    }

    static class ResultInRedis {
        @StoredResult
        @RedisFlag
        @ReliableMessageListener(topic = "orders", group = "points")
        String on(String order) {
            return order;
        }
    }

    static class ResultOfQuery {
        @StoredResult
        @BusinessQuery("done")
        @ReliableMessageListener(topic = "orders", group = "points")
        String on(String order) {
            return order;
        }

        boolean done(String order) {
            return false;
        }
    }

    static class LaterResult {
        @StoredResult
        @ReliableMessageListener(topic = "orders", group = "points")
        java.util.concurrent.CompletableFuture<String> on(String order) {
            throw new IllegalStateException();
        }
    }

    static class NoQuery {
        @BusinessQuery("done")
        @ReliableMessageListener(topic = "orders", group = "points")
        void on(String order) {}

        boolean done(Integer order) {
            return false;
        }
    }

    static class DifferentStrategies {
        @ReliableMessageListener(topic = "orders", group = "points", key = "orderNo")
        void one(String order) {}

        @RedisFlag
        @ReliableMessageListener(topic = "customers", group = "points", key = "orderNo")
        void two(String order) {}
    }

    static class HalfOrdered {
        @ReliableMessageListener(topic = "orders", group = "points", ordered = true)
        void one(String order) {}

        @ReliableMessageListener(topic = "customers", group = "points")
        void two(String order) {}
    }

    record Order(@NotBlank String orderNo) {}

    static class Validated {
        @ReliableMessageListener(topic = "orders", group = "points")
        void on(@Valid Order order) {}
    }

    @Test
    void whatIsNotValidIsUnreadable() {
        try (ValidatorFactory validators = Validation.byDefaultProvider()
                .configure()
                .messageInterpolator(new ParameterMessageInterpolator())
                .buildValidatorFactory()) {
            new ApplicationContextRunner()
                    .withUserConfiguration(Scanning.class)
                    .withBean(PayloadCheck.class, () -> new JakartaPayloadCheck(validators.getValidator()))
                    .withBean(Validated.class)
                    .run(context -> {
                        ListenerMethod method = context.getBean(ListenerScan.class)
                                .listeners()
                                .get(0)
                                .method();
                        byte[] valid = "{\"orderNo\":\"1\"}".getBytes(StandardCharsets.UTF_8);
                        byte[] invalid = "{\"orderNo\":\" \"}".getBytes(StandardCharsets.UTF_8);
                        assertThat(method.read(valid)).isEqualTo(new Order("1"));
                        assertThatThrownBy(() -> method.read(invalid))
                                .isInstanceOf(UnreadableMessageException.class)
                                .hasMessageContaining("orderNo must not be blank");
                    });
        }
    }

    @ParameterizedTest
    @MethodSource
    void refusesAtTheStart(Class<?> type, String problem) {
        new ApplicationContextRunner()
                .withUserConfiguration(Scanning.class)
                .withBean(type)
                .run(context -> assertThat(NestedExceptionUtils.getMostSpecificCause(context.getStartupFailure()))
                        .isInstanceOf(ConsumerSetupException.class)
                        .hasMessageContaining(problem)
                        .hasMessageContaining(type.getName() + "."));
    }

    static Stream<Arguments> refusesAtTheStart() {
        return Stream.of(
                Arguments.of(Twice.class, "Twice.two both consume topic 'orders' for group 'points'"),
                Arguments.of(Selections.class, "select different key fields"),
                Arguments.of(NoPayload.class, "takes [Delivery]"),
                Arguments.of(TwoPayloads.class, "takes [String, String]"),
                Arguments.of(Returning.class, "returns Future"),
                Arguments.of(Asynchronous.class, "is @Async"),
                Arguments.of(OwnTransaction.class, "REQUIRES_NEW"),
                Arguments.of(BadGroup.class, "group 'points and coupons'"),
                Arguments.of(NoTopic.class, "topic ''"),
                Arguments.of(BadTag.class, "tag ''"),
                Arguments.of(BadKey.class, "key.orderNo must not be given twice"),
                Arguments.of(StrategyOfNoListener.class, "has @Versioned and is no listener"),
                Arguments.of(TwoStrategies.class, "has @Versioned and @RedisFlag"),
                Arguments.of(KeyAndEntity.class, "has a key and @Versioned"),
                Arguments.of(NoEntity.class, "without entity"),
                Arguments.of(EntityIsState.class, "key.status must not be given twice"),
                Arguments.of(BadField.class, "@StateMachine entity and state [order no, status]"),
                Arguments.of(NoStates.class, "neither states nor statesOf"),
                Arguments.of(StatesTwice.class, "both states and statesOf"),
                Arguments.of(OneState.class, "an order has two states or more"),
                Arguments.of(SameState.class, "'A' is given twice"),
                Arguments.of(EmptyAlternative.class, "a state has 1 to 200 characters"),
                Arguments.of(NegativeFirst.class, "first -1"),
                Arguments.of(LongLease.class, "lease 2h"),
                Arguments.of(ShortRetention.class, "retention 7d"),
                Arguments.of(NoDuration.class, "lease 'soon'"),
                Arguments.of(ResultOfNothing.class, "has @StoredResult and returns void"),
                Arguments.of(ResultInRedis.class, "@RedisFlag without recordInTable"),
                Arguments.of(ResultOfQuery.class, "@StoredResult and @BusinessQuery"),
                Arguments.of(LaterResult.class, "returns CompletableFuture"),
                Arguments.of(NoQuery.class, "NoQuery has no such method"),
                Arguments.of(DifferentStrategies.class, "declare different strategies"),
                Arguments.of(HalfOrdered.class, "not both ordered"),
                Arguments.of(Validated.class, "there is no Validator"),
                Arguments.of(NoThreads.class, "concurrency 0"));
    }

    @Configuration(proxyBeanMethods = false)
    static class Scanning {
        @Bean
        static ListenerScan scan(ApplicationContext context) {
            return new ListenerScan(
                    context.getBeanProvider(JsonMapper.class), context.getBeanProvider(PayloadCheck.class));
        }
    }
}
