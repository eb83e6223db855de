package io.reliablemessage.client.internal.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.Delivery;
import io.reliablemessage.client.ReliableMessageListener;
import java.util.List;
import java.util.stream.Stream;
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
