package io.reliablemessage.service.security;

import static io.reliablemessage.service.security.CallerAuthentication.ADMINISTRATOR;
import static io.reliablemessage.service.security.CallerAuthentication.APPLICATION;

import jakarta.servlet.DispatcherType;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderNotFoundException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Which token opens which path. A path without a rule here is an administrator's only. There are no sessions and no cookies, so there
 * is nothing for a forged cross-site request to use.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class SecurityConfiguration {
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
                    + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    static {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Caller.class);
    }

    @Bean
    SecurityFilterChain apiSecurity(
            HttpSecurity http,
            Callers callers,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        return http.csrf(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(headers -> headers.contentSecurityPolicy(csp -> csp.policyDirectives(CONTENT_SECURITY_POLICY))
                        .referrerPolicy(referrer -> {}))
                .addFilterBefore(new BearerTokenFilter(callers, problems), BasicAuthenticationFilter.class)
                .exceptionHandling(refusals -> refusals.authenticationEntryPoint((request, response, failure) ->
                                problems.resolveException(request, response, null, failure))
                        .accessDeniedHandler((request, response, failure) ->
                                problems.resolveException(request, response, null, failure)))
                .authorizeHttpRequests(SecurityConfiguration::rules)
                .build();
    }

    private static void rules(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry paths) {
        paths.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                .permitAll()
                .requestMatchers(
                        HttpMethod.GET,
                        "/actuator/health/**",
                        "/actuator/prometheus",
                        "/v3/api-docs/**",
                        "/v3/api-docs.yaml",
                        "/swagger-ui.html",
                        "/swagger-ui/**")
                .permitAll()
                .requestMatchers("/actuator/**")
                .denyAll()
                .requestMatchers(
                        HttpMethod.POST,
                        "/v1/messages/prepare",
                        "/v1/messages/submit",
                        "/v1/messages/confirm",
                        "/v1/messages/cancel",
                        "/v1/receipts",
                        "/v1/notices/claim",
                        "/v1/notices/ack")
                .hasAuthority(APPLICATION)
                .requestMatchers(HttpMethod.GET, "/v1/client-configuration")
                .hasAuthority(APPLICATION)
                .requestMatchers(HttpMethod.GET, "/v1/messages", "/v1/messages/*")
                .authenticated()
                .requestMatchers("/v1/topics/*/subscriptions", "/v1/topics/*/subscriptions/*")
                .authenticated()
                .requestMatchers(HttpMethod.PUT, "/v1/topics/*/notices")
                .hasAuthority(APPLICATION)
                .requestMatchers("/v1/topics/*/notices")
                .authenticated()
                .anyRequest()
                .hasAuthority(ADMINISTRATOR);
    }

    /** A dozen observations around the filters of every call cost more than most of the filters; the call itself is observed anyway. */
    @Bean
    static SecurityObservationSettings unobservedFilters() {
        return SecurityObservationSettings.noObservations();
    }

    /** There are no users with passwords; without this bean Spring Boot would invent one. */
    @Bean
    AuthenticationManager noPasswords() {
        return authentication -> {
            throw new ProviderNotFoundException("Callers are known by bearer tokens only");
        };
    }
}
