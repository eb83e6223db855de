package io.reliablemessage.console;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistrar;
import org.springframework.test.context.junit.jupiter.SpringExtension;
import org.springframework.test.web.servlet.MockMvc;

/** The whole console, without a web server, against a {@link StubService} that is as new for each test. Inject that and a {@link Browser}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest
@AutoConfigureMockMvc
@Import({ConsoleTest.Stub.class, ConsoleTest.Parts.class})
@ExtendWith(ConsoleTest.Renewal.class)
public @interface ConsoleTest {

    @TestConfiguration(proxyBeanMethods = false)
    class Stub {
        @Bean
        static StubService stubService() {
            return new StubService(0);
        }

        @Bean
        static DynamicPropertyRegistrar serviceUrl(StubService service) {
            return registry -> registry.add("reliable-message.console.service-url", service::url);
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    class Parts {
        @Bean
        Browser browser(MockMvc mvc) {
            return new Browser(mvc, null);
        }
    }

    class Renewal implements BeforeEachCallback {
        @Override
        public void beforeEach(ExtensionContext context) {
            SpringExtension.getApplicationContext(context)
                    .getBean(StubService.class)
                    .reset();
        }
    }
}
