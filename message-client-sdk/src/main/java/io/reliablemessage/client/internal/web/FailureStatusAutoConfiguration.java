package io.reliablemessage.client.internal.web;

import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.support.DefaultHandlerExceptionResolver;

/** No call that failed is answered 200 in servlet applications. */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "reliable-message.enabled", matchIfMissing = true)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(
        name = {"jakarta.servlet.http.HttpServletRequest", "org.springframework.web.servlet.DispatcherServlet"})
public class FailureStatusAutoConfiguration {

    @Bean
    WebMvcConfigurer reliableMessageFailureStatus() {
        return new BeforeTheDefault();
    }

    /** Behind what the application has, before what takes the failure for the client's. */
    private static final class BeforeTheDefault implements WebMvcConfigurer {
        @Override
        public void extendHandlerExceptionResolvers(List<HandlerExceptionResolver> resolvers) {
            int place = 0;
            while (place < resolvers.size() && !(resolvers.get(place) instanceof DefaultHandlerExceptionResolver)) {
                place++;
            }
            resolvers.add(place, new FailureStatus());
        }
    }
}
