package io.reliablemessage.client.internal.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.InvalidEventException;
import io.reliablemessage.client.InvalidMessageException;
import io.reliablemessage.client.Message;
import io.reliablemessage.client.ReliableEvent;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.protocol.BusinessKey;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** What publishing an annotated event sends, and which annotations are refused. */
class ReliableEventTest {
    private final List<Message> sent = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final EventDefinitions definitions = new EventDefinitions(text -> text.replace("${orders}", "orders"));

    @ReliableEvent(
            topic = "${orders}",
            key = {"merchant.no", "orderNo", "status", "day", "amount"})
    record TooManyFields(Merchant merchant, long orderNo, Status status, LocalDate day, BigDecimal amount) {}

    @ReliableEvent(
            topic = "${orders}",
            key = {"merchant.no", "orderNo", "status", "amount"},
            tag = "vip",
            unique = true)
    record Paid(@Nullable Merchant merchant, long orderNo, Status status, BigDecimal amount) {}

    record Merchant(String no) {}

    enum Status {
        PAID {
            @Override
            public String toString() {
                return "paid, at last";
            }
        }
    }

    @ReliableEvent(topic = "orders", key = "orderNo")
    static class Bean {
        public String getOrderNo() {
            return "1";
        }

        public String delete() {
            throw new IllegalStateException("must not be called");
        }
    }

    static final class Special extends Bean {}

    @ReliableEvent(topic = "orders")
    record Plain() {}

    record NotForOthers() {}

    record Envelope<T>(T content) {}

    @Test
    void eventIsThePayloadAndItsPropertiesAreTheKey() {
        Paid event = new Paid(new Merchant("M1"), 1100, Status.PAID, new BigDecimal("1.50"));
        publish(event);
        Message message = sent.get(0);
        assertThat(message.topic()).isEqualTo("orders");
        assertThat(message.tag()).isEqualTo("vip");
        assertThat(message.isUnique()).isTrue();
        assertThat(message.payload()).isSameAs(event);
        assertThat(message.key())
                .isEqualTo(BusinessKey.of("no", "M1")
                        .and("orderNo", "1100")
                        .and("status", "PAID")
                        .and("amount", "1.5"));
    }

    @Test
    void gettersAndInheritedAnnotationsCountToo() {
        publish(new Special());
        assertThat(sent.get(0).key()).isEqualTo(BusinessKey.of("orderNo", "1"));
        publish(new Plain());
        assertThat(sent.get(1).key()).isNull();
    }

    @Test
    void otherEventsAreNotSent() {
        publish(new NotForOthers());
        publish("text");
        publish(new Envelope<>(new Plain()));
        assertThat(sent).isEmpty();
    }

    @Test
    void missingPartOfTheKeyIsNamed() {
        assertThatThrownBy(() -> publish(new Paid(null, 1, Status.PAID, BigDecimal.ONE)))
                .isInstanceOf(InvalidMessageException.class)
                .hasMessageContaining("key.no must be given; merchant of");
        assertThat(sent).isEmpty();
    }

    /** Listeners of an asynchronous multicaster have no transaction. */
    @Test
    void asynchronousMulticasterDoesNotTakeItOffThePublishersThread() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        CountDownLatch elsewhere = new CountDownLatch(1);
        try (GenericApplicationContext context = context()) {
            SimpleApplicationEventMulticaster multicaster =
                    new SimpleApplicationEventMulticaster(context.getBeanFactory());
            multicaster.setTaskExecutor(executor);
            context.getBeanFactory()
                    .registerSingleton(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME, multicaster);
            Thread publisher = Thread.currentThread();
            context.addApplicationListener((ApplicationListener<PayloadApplicationEvent<?>>) event -> {
                if (Thread.currentThread() != publisher) {
                    elsewhere.countDown();
                }
            });
            context.refresh();
            context.publishEvent(new Plain());
            elsewhere.await();
            assertThat(threads).containsExactly(publisher);
        } finally {
            executor.shutdownNow();
        }
    }

    @ReliableEvent(topic = "orders", key = "orderNumber")
    record Misspelt(String orderNo) {}

    @ReliableEvent(topic = "orders", key = "merchant")
    record NotAText(Merchant merchant) {}

    @ReliableEvent(topic = "orders", key = "price")
    record Floating(double price) {}

    @ReliableEvent(
            topic = "orders",
            key = {"one.no", "other.no"})
    record SameNames(Merchant one, Merchant other) {}

    @ReliableEvent(topic = "or ders")
    record BadTopic() {}

    @ReliableEvent(topic = "orders", tag = "a||b")
    record BadTag() {}

    @ReliableEvent(topic = "orders", unique = true)
    record UniqueWithoutKey() {}

    @ReliableEvent(topic = "orders", key = "delete")
    static final class Verb extends Bean {}

    @ReliableEvent(topic = "orders", key = "content.no")
    record Generic<T>(T content) {}

    @ReliableEvent(topic = "orders")
    static final class Old extends ApplicationEvent {
        private static final long serialVersionUID = 1L;

        Old() {
            super("source");
        }
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Misspelt.class,
                NotAText.class,
                Floating.class,
                SameNames.class,
                BadTopic.class,
                BadTag.class,
                UniqueWithoutKey.class,
                Verb.class,
                Generic.class,
                Old.class,
                TooManyFields.class
            })
    void nonsenseIsRefusedByName(Class<?> event) {
        assertThatThrownBy(() -> definitions.of(event))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageStartingWith("@ReliableEvent " + event.getName() + " ");
    }

    @Test
    void nonsenseInThePublishedClassComesOutOfPublishEvent() {
        assertThatThrownBy(() -> publish(new Misspelt("1")))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("no record component or getter for 'orderNumber'");
        assertThatThrownBy(() -> publish(new Old())).isInstanceOf(InvalidEventException.class);
    }

    @Test
    void nonsenseIsFoundAtTheStartInTheApplicationsPackages() {
        assertThatThrownBy(() -> definitions.check(
                        List.of(getClass().getPackageName() + ".broken"),
                        getClass().getClassLoader()))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("Shipped");
    }

    private void publish(Object event) {
        try (GenericApplicationContext context = context()) {
            context.refresh();
            context.publishEvent(event);
        }
    }

    private GenericApplicationContext context() {
        GenericApplicationContext context = new GenericApplicationContext();
        ReliableMessages messages = new ReliableMessages() {
            @Override
            public List<UUID> sendAll(List<Message> messages) {
                sent.addAll(messages);
                threads.add(Thread.currentThread());
                return messages.stream().map(message -> UUID.randomUUID()).toList();
            }

            @Override
            public UUID submit(Message message) {
                throw new UnsupportedOperationException();
            }
        };
        context.registerBean(ReliableEventListener.class, () -> new ReliableEventListener(definitions, messages));
        return context;
    }
}
