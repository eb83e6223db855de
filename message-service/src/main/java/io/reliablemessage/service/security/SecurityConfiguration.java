package io.reliablemessage.service.security;

import static io.reliablemessage.service.security.CallerAuthentication.APPLICATION;

import io.reliablemessage.protocol.management.Role;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
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
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Which token opens which path; a path without a rule here is closed to everybody. People's sessions are bearer tokens as well, not
 * cookies, so there is nothing for a forged cross-site request to use.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class SecurityConfiguration {
    private static final String VIEWER = Role.VIEWER.name();
    private static final String OPERATOR = Role.OPERATOR.name();
    private static final String ADMINISTRATOR = Role.ADMINISTRATOR.name();
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
            List<DeniedCalls> denials,
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
                        .accessDeniedHandler((request, response, failure) -> {
                            tell(denials, request);
                            problems.resolveException(request, response, null, failure);
                        }))
                .authorizeHttpRequests(SecurityConfiguration::rules)
                .build();
    }

    private static void tell(List<DeniedCalls> denials, HttpServletRequest request) {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication != null && authentication.getPrincipal() instanceof Caller caller && caller.seesAll()) {
            denials.forEach(each -> each.denied(caller, request.getMethod(), request.getRequestURI()));
        }
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
                .requestMatchers(HttpMethod.POST, "/v1/sessions", "/v1/sessions/oidc")
                .permitAll();
        applications(paths);
        people(paths);
        paths.anyRequest().denyAll();
    }

    private static void applications(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry paths) {
        paths.requestMatchers(
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
                .requestMatchers(HttpMethod.PUT, "/v1/topics/*/notices")
                .hasAuthority(APPLICATION)
                .requestMatchers(
                        HttpMethod.GET,
                        "/v1/messages",
                        "/v1/messages/*",
                        "/v1/topics/*/subscriptions",
                        "/v1/topics/*/subscriptions/*",
                        "/v1/topics/*/notices")
                .hasAnyAuthority(APPLICATION, VIEWER)
                .requestMatchers(HttpMethod.PUT, "/v1/topics/*/subscriptions/*")
                .hasAnyAuthority(APPLICATION, ADMINISTRATOR)
                .requestMatchers(HttpMethod.DELETE, "/v1/topics/*/subscriptions/*", "/v1/topics/*/notices")
                .hasAnyAuthority(APPLICATION, ADMINISTRATOR);
    }

    private static void people(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry paths) {
        paths.requestMatchers(HttpMethod.GET, "/v1/messages/*/payload")
                .hasAuthority(OPERATOR)
                .requestMatchers("/v1/operators/**")
                .hasAuthority(ADMINISTRATOR)
                .requestMatchers(
                        HttpMethod.GET,
                        "/v1/sessions/current",
                        "/v1/audit",
                        "/v1/overview",
                        "/v1/statistics",
                        "/v1/scheduler",
                        "/v1/messages/*/timeline",
                        "/v1/messages/*/edits",
                        "/v1/dead-letters/**",
                        "/v1/dead-letter-jobs/**",
                        "/v1/pauses/**",
                        "/v1/reconciliation/**",
                        "/v1/republications/**",
                        "/v1/imports/**",
                        "/v1/webhooks/**",
                        "/v1/applications/**",
                        "/v1/topics/**")
                .hasAuthority(VIEWER)
                .requestMatchers(HttpMethod.DELETE, "/v1/sessions/current")
                .hasAuthority(VIEWER)
                .requestMatchers(HttpMethod.PUT, "/v1/sessions/current/password")
                .hasAuthority(VIEWER)
                .requestMatchers(
                        HttpMethod.POST,
                        "/v1/messages/*/commit",
                        "/v1/messages/*/cancel-undecided",
                        "/v1/dead-letters/**",
                        "/v1/dead-letter-jobs/**",
                        "/v1/reconciliation/**",
                        "/v1/republications/**",
                        "/v1/imports/**")
                .hasAuthority(OPERATOR)
                .requestMatchers(HttpMethod.PUT, "/v1/dead-letters/**", "/v1/pauses/**")
                .hasAuthority(OPERATOR)
                .requestMatchers(HttpMethod.DELETE, "/v1/pauses/**")
                .hasAuthority(OPERATOR)
                .requestMatchers(
                        "/v1/applications/**", "/v1/topics/*", "/v1/reconciliation/policies/*", "/v1/webhooks/**")
                .hasAuthority(ADMINISTRATOR);
    }

    /** A dozen observations around the filters of every call cost more than most of the filters; the call itself is observed anyway. */
    @Bean
    static SecurityObservationSettings unobservedFilters() {
        return SecurityObservationSettings.noObservations();
    }

    /** Nobody shows a password to this chain; without this bean Spring Boot would invent a user. */
    @Bean
    AuthenticationManager noPasswords() {
        return authentication -> {
            throw new ProviderNotFoundException("Callers are known by bearer tokens only");
        };
    }
}
