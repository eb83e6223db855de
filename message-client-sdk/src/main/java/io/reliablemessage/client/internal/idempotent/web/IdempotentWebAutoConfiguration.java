package io.reliablemessage.client.internal.idempotent.web;

import io.reliablemessage.client.internal.idempotent.HttpCalls;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Idempotent controllers in servlet applications. */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "reliable-message.enabled", matchIfMissing = true)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(
        name = {"jakarta.servlet.http.HttpServletRequest", "org.springframework.web.servlet.DispatcherServlet"})
public class IdempotentWebAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    HttpCalls reliableMessageHttpCalls() {
        return new ServletCalls();
    }

    @Bean
    @ConditionalOnMissingBean
    IdempotencyProblems reliableMessageIdempotencyProblems() {
        return new IdempotencyProblems();
    }
}
