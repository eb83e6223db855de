package io.reliablemessage.console.login;

import io.reliablemessage.console.problem.Denial;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.server.servlet.CookieSameSiteSupplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.RequestCacheConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/** What a browser may do, and with which headers it is answered. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {
    private static final Logger log = LoggerFactory.getLogger(SecurityConfiguration.class);

    /** Nothing inline: no script and no style in a page is ever run. Tabler's style sheet draws some arrows from data: addresses. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'self'; img-src 'self' data:; object-src 'none'; "
                    + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    @Bean
    SecurityFilterChain consoleSecurity(
            HttpSecurity http,
            ServiceLogin passwords,
            Sessions sessions,
            ObjectProvider<ClientRegistrationRepository> identityProviders,
            ObjectProvider<OidcLogin> oidc) {
        http.authorizeHttpRequests(paths -> paths.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers(
                                "/login",
                                "/language",
                                "/css/**",
                                "/js/**",
                                "/img/**",
                                "/webjars/**",
                                "/actuator/health/**")
                        .permitAll()
                        .requestMatchers("/actuator/**")
                        .denyAll()
                        .anyRequest()
                        .authenticated())
                .authenticationProvider(passwords)
                .formLogin(form -> form.loginPage("/login")
                        .successHandler((request, response, person) -> arrive(request, response))
                        .failureHandler(SecurityConfiguration::refuse))
                .logout(logout -> logout.addLogoutHandler((request, response, person) -> close(sessions, person))
                        .logoutSuccessHandler((request, response, person) ->
                                LoginPage.send(request, response, LoginPage.Why.LOGGED_OUT, null, null)))
                .requestCache(RequestCacheConfigurer::disable)
                .exceptionHandling(denials -> denials.authenticationEntryPoint(
                                (request, response, failure) -> LoginPage.ask(request, response, whyUnknown(request)))
                        .accessDeniedHandler(SecurityConfiguration::deny))
                .headers(headers -> headers.contentSecurityPolicy(csp -> csp.policyDirectives(CONTENT_SECURITY_POLICY))
                        .frameOptions(frames -> frames.deny())
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN)));
        if (identityProviders.getIfAvailable() != null) {
            oidc.getObject().enable(http);
        }
        return http.build();
    }

    /** Strict, unless an identity provider has to send the browser back here. */
    @Bean
    CookieSameSiteSupplier sameSite(ObjectProvider<ClientRegistrationRepository> identityProviders) {
        return cookie -> (identityProviders.getIfAvailable() == null
                        ? CookieSameSiteSupplier.ofStrict()
                        : CookieSameSiteSupplier.ofLax())
                .getSameSite(cookie);
    }

    private static void arrive(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.sendRedirect(request.getContextPath() + LocalPath.orHome(request.getParameter("back")));
    }

    private static void refuse(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        String back = LocalPath.orHome(request.getParameter("back"));
        if (failure instanceof ServiceLogin.Paused paused) {
            LoginPage.send(request, response, LoginPage.Why.WAIT, paused.seconds(), back);
        } else if (failure instanceof AuthenticationServiceException) {
            LoginPage.send(request, response, LoginPage.why(failure.getCause()), null, back);
        } else {
            LoginPage.send(request, response, LoginPage.Why.REFUSED, null, back);
        }
    }

    private static void close(Sessions sessions, @Nullable Authentication person) {
        if (person == null) {
            return;
        }
        try {
            sessions.close();
        } catch (RuntimeException e) {
            log.warn(
                    "{} logged out here, but the service was not told; its session ends by itself",
                    person.getName(),
                    e);
        }
    }

    private static void deny(HttpServletRequest request, HttpServletResponse response, AccessDeniedException failure)
            throws IOException {
        if (!(failure instanceof CsrfException)) {
            Denial.send(request, response, "denied.path");
        } else if (request.getServletPath().equals("/login")) {
            LoginPage.send(
                    request, response, LoginPage.Why.STALE, null, LocalPath.orHome(request.getParameter("back")));
        } else if (SecurityContextHolder.getContext().getAuthentication() == null) {
            LoginPage.ask(request, response, LoginPage.Why.OVER);
        } else {
            Denial.send(request, response, "denied.csrf");
        }
    }

    private static LoginPage.@Nullable Why whyUnknown(HttpServletRequest request) {
        return request.getRequestedSessionId() != null && !request.isRequestedSessionIdValid()
                ? LoginPage.Why.OVER
                : null;
    }
}
