package io.reliablemessage.client.internal.aot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import io.reliablemessage.client.BusinessQuery;
import io.reliablemessage.client.Delivery;
import io.reliablemessage.client.Idempotent;
import io.reliablemessage.client.OnMissingMessage;
import io.reliablemessage.client.OnUndeliverable;
import io.reliablemessage.client.ReliableMessageListener;
import io.reliablemessage.client.Undeliverable;
import io.reliablemessage.client.internal.consume.rocketmq.RocketMqLogging;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Notice;
import io.reliablemessage.protocol.Receipt;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.aot.AotServices;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.aot.BeanRegistrationCode;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.javapoet.ClassName;

/** What a native image keeps; none was built here. */
class HintsTest {

    record Order(String orderNo, List<Line> lines) {}

    record Line(String sku) {}

    record Ticket(String number) {}

    record Refund(String account) {}

    static class Shop {
        @ReliableMessageListener(topic = "orders", group = "points")
        @BusinessQuery("alreadyGranted")
        void grant(Order order, Delivery delivery) {}

        boolean alreadyGranted(Order order) {
            return false;
        }

        @OnUndeliverable(topic = "refunds")
        void stuck(Undeliverable undeliverable, Refund refund) {}

        @OnMissingMessage(topic = "orders")
        void again(BusinessKey key) {}

        @Idempotent(key = "number")
        public Ticket book(String number) {
            return new Ticket(number);
        }

        void somethingElse() {}
    }

    @Test
    void keepsItsScriptsItsLoggingAndTheRecordsOfTheApi() {
        RuntimeHints hints = new RuntimeHints();
        RuntimeHintsRegistrar registrar = AotServices.factories().load(RuntimeHintsRegistrar.class).stream()
                .filter(SdkHints.class::isInstance)
                .findFirst()
                .orElseThrow();
        registrar.registerHints(hints, getClass().getClassLoader());
        assertThat(Stream.of("mysql", "postgresql", "h2"))
                .allMatch(folder -> RuntimeHintsPredicates.resource()
                        .forResource("db/reliable-message/" + folder + "/V1__fence.sql")
                        .test(hints));
        String logging = "io/reliablemessage/client/internal/consume/rocketmq/rocketmq-logging.xml";
        assertThat(getClass().getClassLoader().getResource(logging)).isNotNull();
        assertThat(RuntimeHintsPredicates.resource().forResource(logging)).accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onType(RocketMqLogging.class))
                .accepts(hints);
        for (Class<?> type :
                List.of(NewMessage.class, ItemResult.class, Receipt.class, Notice.class, BusinessKey.class)) {
            assertThat(RuntimeHintsPredicates.reflection().onType(type))
                    .as(type.getName())
                    .accepts(hints);
        }
    }

    @Test
    void keepsTheMethodsItCallsAndTheTypesItReadsForThem() {
        RuntimeHints hints = hintsFor(Shop.class);
        for (String method : List.of("grant", "alreadyGranted", "stuck", "again", "book")) {
            assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Shop.class, method))
                    .as(method)
                    .accepts(hints);
        }
        assertThat(RuntimeHintsPredicates.reflection()
                        .onMethodInvocation(Shop.class, "somethingElse")
                        .test(hints))
                .isFalse();
        for (Class<?> type : List.of(Order.class, Line.class, Refund.class, Ticket.class)) {
            assertThat(RuntimeHintsPredicates.reflection().onType(type))
                    .as(type.getName())
                    .accepts(hints);
        }
    }

    @Test
    void otherBeansNeedNothing() {
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        beans.registerBeanDefinition("other", new RootBeanDefinition(Order.class));
        assertThat(new MethodHints().processAheadOfTime(RegisteredBean.of(beans, "other")))
                .isNull();
    }

    private static RuntimeHints hintsFor(Class<?> type) {
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        beans.registerBeanDefinition("bean", new RootBeanDefinition(type));
        BeanRegistrationAotProcessor processor =
                AotServices.factories().load(BeanRegistrationAotProcessor.class).stream()
                        .filter(MethodHints.class::isInstance)
                        .findFirst()
                        .orElseThrow();
        BeanRegistrationAotContribution contribution = processor.processAheadOfTime(RegisteredBean.of(beans, "bean"));
        assertThat(contribution).isNotNull();
        DefaultGenerationContext context =
                new DefaultGenerationContext(new ClassNameGenerator(ClassName.get(type)), new InMemoryGeneratedFiles());
        contribution.applyTo(context, mock(BeanRegistrationCode.class));
        return context.getRuntimeHints();
    }
}
