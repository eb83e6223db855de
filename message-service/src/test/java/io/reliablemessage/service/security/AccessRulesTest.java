package io.reliablemessage.service.security;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.service.ServiceTest;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Who may call what. A path that is missing here, or has no rule, fails the test. */
@ServiceTest
class AccessRulesTest {
    private static final String ANYBODY = "NOBODY APPLICATION VIEWER OPERATOR ADMINISTRATOR";
    private static final String APPLICATION = "APPLICATION";
    private static final String VIEWER = "VIEWER OPERATOR ADMINISTRATOR";
    private static final String OPERATOR = "OPERATOR ADMINISTRATOR";
    private static final String ADMINISTRATOR = "ADMINISTRATOR";

    /** A variable of a path is written as an asterisk. */
    private static final Map<String, String> EXPECTED = Map.ofEntries(
            Map.entry("POST /v1/sessions", ANYBODY),
            Map.entry("POST /v1/sessions/oidc", ANYBODY),
            Map.entry("GET /v1/sessions/current", VIEWER),
            Map.entry("DELETE /v1/sessions/current", VIEWER),
            Map.entry("PUT /v1/sessions/current/password", VIEWER),
            Map.entry("GET /v1/operators", ADMINISTRATOR),
            Map.entry("PUT /v1/operators/*", ADMINISTRATOR),
            Map.entry("POST /v1/operators/*/password", ADMINISTRATOR),
            Map.entry("GET /v1/audit", VIEWER),
            Map.entry("GET /v1/overview", VIEWER),
            Map.entry("GET /v1/statistics", VIEWER),
            Map.entry("GET /v1/scheduler", VIEWER),
            Map.entry("POST /v1/messages/prepare", APPLICATION),
            Map.entry("POST /v1/messages/submit", APPLICATION),
            Map.entry("POST /v1/messages/confirm", APPLICATION),
            Map.entry("POST /v1/messages/cancel", APPLICATION),
            Map.entry("GET /v1/messages", APPLICATION + " " + VIEWER),
            Map.entry("GET /v1/messages/*", APPLICATION + " " + VIEWER),
            Map.entry("GET /v1/messages/*/payload", OPERATOR),
            Map.entry("GET /v1/messages/*/timeline", VIEWER),
            Map.entry("GET /v1/messages/*/edits", VIEWER),
            Map.entry("POST /v1/messages/*/commit", OPERATOR),
            Map.entry("POST /v1/messages/*/cancel-undecided", OPERATOR),
            Map.entry("POST /v1/receipts", APPLICATION),
            Map.entry("POST /v1/notices/claim", APPLICATION),
            Map.entry("POST /v1/notices/ack", APPLICATION),
            Map.entry("GET /v1/client-configuration", APPLICATION),
            Map.entry("GET /v1/dead-letters", VIEWER),
            Map.entry("GET /v1/dead-letters/causes", VIEWER),
            Map.entry("GET /v1/dead-letters/causes/*", VIEWER),
            Map.entry("GET /v1/dead-letters/*", VIEWER),
            Map.entry("POST /v1/dead-letters/*/replay", OPERATOR),
            Map.entry("POST /v1/dead-letters/*/discard", OPERATOR),
            Map.entry("PUT /v1/dead-letters/*/assignment", OPERATOR),
            Map.entry("PUT /v1/dead-letters/causes/*/assignment", OPERATOR),
            Map.entry("POST /v1/dead-letters/*/edit", OPERATOR),
            Map.entry("POST /v1/dead-letters/*/edit/preview", OPERATOR),
            Map.entry("GET /v1/dead-letter-jobs", VIEWER),
            Map.entry("GET /v1/dead-letter-jobs/*", VIEWER),
            Map.entry("GET /v1/dead-letter-jobs/*/items", VIEWER),
            Map.entry("POST /v1/dead-letter-jobs", OPERATOR),
            Map.entry("POST /v1/dead-letter-jobs/preview", OPERATOR),
            Map.entry("POST /v1/dead-letter-jobs/*/pause", OPERATOR),
            Map.entry("POST /v1/dead-letter-jobs/*/resume", OPERATOR),
            Map.entry("POST /v1/dead-letter-jobs/*/stop", OPERATOR),
            Map.entry("GET /v1/reconciliation/policies", VIEWER),
            Map.entry("GET /v1/reconciliation/policies/*", VIEWER),
            Map.entry("PUT /v1/reconciliation/policies/*", ADMINISTRATOR),
            Map.entry("DELETE /v1/reconciliation/policies/*", ADMINISTRATOR),
            Map.entry("GET /v1/reconciliation/runs", VIEWER),
            Map.entry("POST /v1/reconciliation/runs", OPERATOR),
            Map.entry("GET /v1/reconciliation/runs/*", VIEWER),
            Map.entry("POST /v1/reconciliation/runs/*/cancel", OPERATOR),
            Map.entry("POST /v1/reconciliation/runs/*/sign-off", OPERATOR),
            Map.entry("GET /v1/reconciliation/runs/*/discrepancies.csv", VIEWER),
            Map.entry("GET /v1/reconciliation/discrepancies", VIEWER),
            Map.entry("GET /v1/reconciliation/discrepancies/*", VIEWER),
            Map.entry("POST /v1/reconciliation/discrepancies/*/repair", OPERATOR),
            Map.entry("POST /v1/reconciliation/discrepancies/*/accept", OPERATOR),
            Map.entry("POST /v1/reconciliation/repairs", OPERATOR),
            Map.entry("GET /v1/pauses", VIEWER),
            Map.entry("PUT /v1/pauses/*/*", OPERATOR),
            Map.entry("DELETE /v1/pauses/*/*", OPERATOR),
            Map.entry("GET /v1/republications", VIEWER),
            Map.entry("GET /v1/republications/*", VIEWER),
            Map.entry("POST /v1/republications", OPERATOR),
            Map.entry("POST /v1/republications/*/stop", OPERATOR),
            Map.entry("GET /v1/imports", VIEWER),
            Map.entry("GET /v1/imports/*", VIEWER),
            Map.entry("POST /v1/imports", OPERATOR),
            Map.entry("POST /v1/imports/*/stop", OPERATOR),
            Map.entry("GET /v1/webhooks", VIEWER),
            Map.entry("GET /v1/webhooks/*", VIEWER),
            Map.entry("PUT /v1/webhooks/*", ADMINISTRATOR),
            Map.entry("DELETE /v1/webhooks/*", ADMINISTRATOR),
            Map.entry("POST /v1/webhooks/*/trial", ADMINISTRATOR),
            Map.entry("GET /v1/applications", VIEWER),
            Map.entry("GET /v1/applications/*", VIEWER),
            Map.entry("PUT /v1/applications/*", ADMINISTRATOR),
            Map.entry("GET /v1/applications/*/tokens", VIEWER),
            Map.entry("GET /v1/applications/*/subscriptions", VIEWER),
            Map.entry("POST /v1/applications/*/tokens", ADMINISTRATOR),
            Map.entry("DELETE /v1/applications/*/tokens/*", ADMINISTRATOR),
            Map.entry("POST /v1/applications/*/check-address/try", ADMINISTRATOR),
            Map.entry("GET /v1/topics", VIEWER),
            Map.entry("GET /v1/topics/*", VIEWER),
            Map.entry("GET /v1/topics/*/subscriptions/*/standing", VIEWER),
            Map.entry("PUT /v1/topics/*", ADMINISTRATOR),
            Map.entry("GET /v1/topics/*/subscriptions", APPLICATION + " " + VIEWER),
            Map.entry("GET /v1/topics/*/subscriptions/*", APPLICATION + " " + VIEWER),
            Map.entry("PUT /v1/topics/*/subscriptions/*", APPLICATION + " " + ADMINISTRATOR),
            Map.entry("DELETE /v1/topics/*/subscriptions/*", APPLICATION + " " + ADMINISTRATOR),
            Map.entry("GET /v1/topics/*/notices", APPLICATION + " " + VIEWER),
            Map.entry("PUT /v1/topics/*/notices", APPLICATION),
            Map.entry("DELETE /v1/topics/*/notices", APPLICATION + " " + ADMINISTRATOR),
            Map.entry("GET /v3/api-docs", ANYBODY),
            Map.entry("GET /v3/api-docs.yaml", ANYBODY),
            Map.entry("GET /v3/api-docs/swagger-config", ANYBODY),
            Map.entry("GET /swagger-ui.html", ANYBODY),
            Map.entry("GET /actuator/health", ANYBODY),
            Map.entry("GET /actuator/health/liveness", ANYBODY),
            Map.entry("GET /actuator/prometheus", ANYBODY),
            Map.entry("GET /actuator/env", ""),
            Map.entry("GET /actuator", ""),
            Map.entry("GET /v1/something-added-later", ""),
            Map.entry("POST /v1/topics", ""),
            Map.entry("HEAD /v1/topics", ""),
            Map.entry("DELETE /v1/applications/*", ADMINISTRATOR),
            Map.entry("DELETE /v1/messages/*", ""),
            Map.entry("DELETE /v1/audit", ""),
            Map.entry("GET /error", ""));

    private final RequestMappingHandlerMapping mappings;
    private final AuthorizationManager<HttpServletRequest> rules;

    AccessRulesTest(
            @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings,
            SecurityFilterChain chain) {
        this.mappings = mappings;
        this.rules = chain.getFilters().stream()
                .filter(AuthorizationFilter.class::isInstance)
                .map(filter -> ((AuthorizationFilter) filter).getAuthorizationManager())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyCallIsOpenToExactlyThoseItIsMeantFor() {
        Map<String, Set<String>> expected = new TreeMap<>();
        Map<String, Set<String>> actual = new TreeMap<>();
        EXPECTED.forEach((call, who) -> {
            expected.put(call, new TreeSet<>(who.isEmpty() ? List.of() : List.of(who.split(" "))));
            actual.put(call, mayCall(call));
        });
        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void everyMappingOfTheApplicationIsInTheTable() {
        Set<String> mapped = mappings.getHandlerMethods().keySet().stream()
                .flatMap(AccessRulesTest::calls)
                .filter(call -> !call.equals("ANY /error"))
                .collect(toCollection(TreeSet::new));
        assertThat(mapped).contains("POST /v1/messages/*/commit", "GET /v1/topics/*/subscriptions/*");
        assertThat(EXPECTED.keySet()).containsAll(mapped);
    }

    private static Stream<String> calls(RequestMappingInfo mapping) {
        return mapping.getPatternValues().stream()
                .map(pattern -> pattern.replaceAll("\\{[^}]*}", "*"))
                .flatMap(path -> mapping.getMethodsCondition().getMethods().isEmpty()
                        ? Stream.of("ANY " + path)
                        : mapping.getMethodsCondition().getMethods().stream().map(method -> method + " " + path));
    }

    private Set<String> mayCall(String call) {
        Set<String> who = new TreeSet<>();
        callers().forEach((name, caller) -> {
            if (isGranted(caller, call)) {
                who.add(name);
            }
        });
        return who;
    }

    private boolean isGranted(Authentication caller, String call) {
        String[] parts = call.split(" ");
        String path = parts[1].replace("*", "some-name");
        MockHttpServletRequest request = new MockHttpServletRequest(parts[0], path);
        request.setServletPath(path);
        request.setDispatcherType(DispatcherType.REQUEST);
        AuthorizationResult result = rules.authorize(() -> caller, request);
        return result != null && result.isGranted();
    }

    private static Map<String, Authentication> callers() {
        return Map.of(
                "NOBODY",
                new AnonymousAuthenticationToken("key", "nobody", AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS")),
                "APPLICATION",
                new CallerAuthentication(new Caller(1, "app", null)),
                "VIEWER",
                new CallerAuthentication(new Caller(null, "ann", Role.VIEWER)),
                "OPERATOR",
                new CallerAuthentication(new Caller(null, "bob", Role.OPERATOR)),
                "ADMINISTRATOR",
                new CallerAuthentication(new Caller(null, "eve", Role.ADMINISTRATOR)));
    }
}
