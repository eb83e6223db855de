package io.reliablemessage.service;

import io.reliablemessage.embedded.TestDatabase;
import java.io.IOException;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestConstructor;

/**
 * Runs a test class against a whole node on a real port and a fresh database, with a {@link RecordingBroker} and without the scheduler: tests call
 * the steps of duties themselves. All classes with this annotation share one node, so each makes topics and applications of its own.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        classes = ReliableMessageService.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "reliable-message.administrator-token=" + ServiceTest.ADMINISTRATOR_TOKEN,
            "reliable-message.broker.enabled=false",
            "reliable-message.check-back.allowed-networks=127.0.0.1/32",
            "reliable-message.delivery.minimum-interval=100ms"
        })
@AutoConfigureRestTestClient
@Import(RecordingBroker.class)
@ContextConfiguration(
        initializers = {
            ServiceTest.FreshDatabase.class,
            ServiceTest.ProductionCode.class,
            ServiceTest.SilentScheduler.class
        })
@TestConstructor(autowireMode = TestConstructor.AutowireMode.ALL)
public @interface ServiceTest {
    String ADMINISTRATOR_TOKEN = "rm_admin_for-tests-only-0123456789";

    /** Gives each context a database of its own. */
    final class FreshDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            TestDatabase database = TestDatabase.create();
            TestPropertyValues.of(
                            "spring.datasource.url=" + database.jdbcUrl(),
                            "spring.datasource.username=" + database.user(),
                            "spring.datasource.password=" + database.password())
                    .applyTo(context);
        }
    }

    /** Keeps the component scan away from what other tests configure. */
    final class ProductionCode extends TypeExcludeFilter
            implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            context.getBeanFactory().registerSingleton("productionCode", this);
        }

        @Override
        public boolean match(MetadataReader reader, MetadataReaderFactory factory) throws IOException {
            return reader.getResource().getURL().getPath().contains("/test-classes/");
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ProductionCode;
        }

        @Override
        public int hashCode() {
            return ProductionCode.class.hashCode();
        }
    }

    /** Keeps the scheduler from starting. */
    final class SilentScheduler
            implements ApplicationContextInitializer<ConfigurableApplicationContext>, BeanPostProcessor {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            context.getBeanFactory().addBeanPostProcessor(this);
        }

        @Override
        public Object postProcessBeforeInitialization(Object bean, String name) {
            if (bean instanceof SchedulerFactoryBean scheduler) {
                scheduler.setAutoStartup(false);
            }
            return bean;
        }
    }
}
