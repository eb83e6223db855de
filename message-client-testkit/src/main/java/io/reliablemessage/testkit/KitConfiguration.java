package io.reliablemessage.testkit;

import io.reliablemessage.client.internal.Background;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.client.internal.consume.Broker;
import io.reliablemessage.client.internal.consume.Failpoints;
import io.reliablemessage.client.internal.produce.Producer;
import io.reliablemessage.client.internal.reconciliation.Reconciliation;
import io.reliablemessage.client.internal.schema.JdbcTables;
import io.reliablemessage.protocol.Verdict;
import io.reliablemessage.testkit.memory.Checker;
import io.reliablemessage.testkit.memory.InMemoryService;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import tools.jackson.databind.json.JsonMapper;

/** The parts in memory, in the places of the real ones. */
@Configuration(proxyBeanMethods = false)
class KitConfiguration {

    @Bean
    static BeanPostProcessor reliableMessageTestParts() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                if (bean instanceof Background background) {
                    background.withoutThreads();
                }
                if (bean instanceof JdbcTables tables) {
                    JdbcSdkTables.createMissing(tables.dataSource());
                }
                return bean;
            }
        };
    }

    @Bean
    Kit reliableMessageTestKit(ObjectProvider<Background> backgrounds) {
        return new Kit(Clock.systemUTC(), backgrounds);
    }

    @Bean
    MessageService reliableMessageServiceInMemory(Kit kit, Environment environment) {
        String application = environment.getRequiredProperty("reliable-message.application");
        return new InMemoryService(kit.book(), () -> application);
    }

    @Bean
    Broker reliableMessageBrokerInMemory(Kit kit) {
        return kit.broker();
    }

    @Bean
    Failpoints reliableMessageFailpointsOnTest(Kit kit) {
        return kit.failpoints();
    }

    @Bean
    Pump reliableMessagePump(Kit kit, ObjectProvider<JsonMapper> json, ObjectProvider<Producer> producer) {
        Producer known = producer.getIfAvailable();
        Checker checker = known == null
                ? null
                : message -> known.verdicts().of(List.of(message.id())).getOrDefault(message.id(), Verdict.UNKNOWN);
        return new Pump(kit, json.getIfAvailable(() -> JsonMapper.builder().build()), checker);
    }

    @Bean
    SentMessages reliableMessageSentMessages(Kit kit, ObjectProvider<JsonMapper> json) {
        return new SentMessages(
                kit, json.getIfAvailable(() -> JsonMapper.builder().build()));
    }

    @Bean
    Reconciler reliableMessageReconciler(
            Kit kit, Environment environment, ObjectProvider<Reconciliation> reconciliation) {
        return new Reconciler(kit, environment.getRequiredProperty("reliable-message.application"), reconciliation);
    }

    @Bean
    OutsideEffects reliableMessageOutsideEffects(Kit kit) {
        return kit.outside();
    }

    @Bean
    Photographer reliableMessagePhotographer(Kit kit, ObjectProvider<DataSource> dataSources) {
        return new Photographer(kit, dataSources);
    }
}
