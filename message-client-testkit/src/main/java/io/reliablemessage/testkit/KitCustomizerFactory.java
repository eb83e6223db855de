package io.reliablemessage.testkit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Puts the parts in memory into the contexts of classes with {@link ReliableMessageTest}. */
final class KitCustomizerFactory implements ContextCustomizerFactory {

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
        return TestContextAnnotationUtils.hasAnnotation(testClass, ReliableMessageTest.class)
                ? new KitCustomizer()
                : null;
    }

    /** A record, so that contexts which differ in nothing are shared. */
    record KitCustomizer() implements ContextCustomizer {

        @Override
        public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
            MutablePropertySources sources = context.getEnvironment().getPropertySources();
            // In front of whatever the application says, since none of it is there.
            sources.addFirst(new MapPropertySource(
                    "reliable-message-test",
                    Map.of(
                            "reliable-message.enabled", "true",
                            "reliable-message.service-url", "http://reliable-message.invalid",
                            "reliable-message.token", "rm_app_test",
                            "reliable-message.start-check.asked-elsewhere", "true",
                            "reliable-message.consumer.enabled", "true",
                            "reliable-message.consumer.duplicate-patience", "1s",
                            "reliable-message.consumer.in-progress-after", "1h")));
            sources.addLast(new MapPropertySource(
                    "reliable-message-test-defaults", Map.of("reliable-message.application", "application-on-test")));
            if (context.getBeanFactory() instanceof BeanDefinitionRegistry registry) {
                new AnnotatedBeanDefinitionReader(registry, context.getEnvironment()).register(KitConfiguration.class);
            }
        }
    }
}
