package io.reliablemessage.console.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.reliablemessage.console.Browser;
import io.reliablemessage.console.ConsoleTest;
import io.reliablemessage.console.StubService;
import io.reliablemessage.console.StubService.Answer;
import io.reliablemessage.protocol.management.IdentityToken;
import io.reliablemessage.protocol.management.IssuedSession;
import io.reliablemessage.protocol.management.Role;
import jakarta.servlet.http.Cookie;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.web.server.servlet.CookieSameSiteSupplier;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.json.JsonMapper;

@ConsoleTest
class OidcLoginTest {
    private static final Provider PROVIDER = new Provider();

    @Autowired
    Browser browser;

    @Autowired
    StubService service;

    @Autowired
    CookieSameSiteSupplier sameSite;

    @DynamicPropertySource
    static void provider(DynamicPropertyRegistry registry) {
        String registration = "spring.security.oauth2.client.registration.company.";
        registry.add(registration + "client-id", () -> "console");
        registry.add(registration + "client-secret", () -> "secret");
        registry.add(registration + "client-name", () -> "Company login");
        registry.add(registration + "authorization-grant-type", () -> "authorization_code");
        registry.add(registration + "redirect-uri", () -> "{baseUrl}/login/oauth2/code/{registrationId}");
        registry.add(registration + "scope", () -> "openid");
        String provider = "spring.security.oauth2.client.provider.company.";
        registry.add(provider + "authorization-uri", () -> PROVIDER.url() + "/authorize");
        registry.add(provider + "token-uri", () -> PROVIDER.url() + "/token");
        registry.add(provider + "jwk-set-uri", () -> PROVIDER.url() + "/keys");
    }

    @AfterAll
    static void stop() {
        PROVIDER.http.stop(0);
    }

    @Test
    void exchangesTheIdTokenForASessionAndGoesBackToWhereThePersonWas() {
        service.on(
                "POST",
                "/v1/sessions/oidc",
                request -> new IssuedSession(
                        StubService.token(Role.OPERATOR), Instant.now(), StubService.person(Role.OPERATOR)));
        MockHttpSession session = new MockHttpSession();
        assertThat(html(session, "/login?back=%2Fmessages%3Ftopic%3Dorders")).contains("Log in with Company login");

        Browser.Page arrived = logIn(session);

        assertThat(arrived.location()).isEqualTo("/messages?topic=orders");
        assertThat(service.last("POST", "/v1/sessions/oidc")
                        .body(IdentityToken.class)
                        .idToken())
                .isEqualTo(PROVIDER.issued);
        assertThat(html(session, "/nowhere")).contains("The operator").doesNotContain("href=\"/password\"");
    }

    @Test
    void whoIsUnknownToTheServiceIsLoggedInNowhere() {
        service.on("POST", "/v1/sessions/oidc", Answer.problem(401, null, "Nobody of this name"));
        MockHttpSession session = new MockHttpSession();

        assertThat(logIn(session).location()).isEqualTo("/login?why=OIDC_REFUSED");
        assertThat(browser.perform(MockMvcRequestBuilders.get("/messages").session(session))
                        .location())
                .startsWith("/login");
    }

    @Test
    void cookiesComeAlongFromTheProvider() {
        assertThat(sameSite.getSameSite(new Cookie("any", "x")).attributeValue())
                .isEqualTo("Lax");
    }

    private Browser.Page logIn(MockHttpSession session) {
        URI asked = URI.create(browser.perform(MockMvcRequestBuilders.get("/oauth2/authorization/company")
                        .session(session))
                .response()
                .getRedirectedUrl());
        Map<String, String> parameters =
                UriComponentsBuilder.fromUri(asked).build().getQueryParams().toSingleValueMap();
        PROVIDER.nonce = parameters.get("nonce");
        return browser.perform(MockMvcRequestBuilders.get("/login/oauth2/code/company")
                .session(session)
                .queryParam("code", "c")
                .queryParam("state", URLDecoder.decode(parameters.get("state"), StandardCharsets.UTF_8)));
    }

    private String html(MockHttpSession session, String path) {
        return browser.perform(MockMvcRequestBuilders.get(URI.create(path)).session(session))
                .html();
    }

    /** An identity provider that knows one person and takes any code. */
    private static final class Provider {
        private final RSAKey key;
        private final HttpServer http;
        private volatile String nonce;
        private volatile String issued;

        Provider() {
            try {
                key = new RSAKeyGenerator(2048).keyID("k").generate();
                http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (JOSEException | IOException e) {
                throw new IllegalStateException(e);
            }
            http.createContext("/keys", exchange -> answer(exchange, new JWKSet(key.toPublicJWK()).toString()));
            http.createContext("/token", exchange -> {
                issued = idToken();
                answer(
                        exchange,
                        JsonMapper.shared()
                                .writeValueAsString(Map.of(
                                        "access_token",
                                        "a",
                                        "token_type",
                                        "Bearer",
                                        "expires_in",
                                        60,
                                        "id_token",
                                        issued)));
            });
            http.start();
        }

        String url() {
            return "http://localhost:" + http.getAddress().getPort();
        }

        private String idToken() {
            try {
                SignedJWT token = new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k").build(),
                        new JWTClaimsSet.Builder()
                                .issuer(url())
                                .subject("olga")
                                .audience("console")
                                .claim("nonce", nonce)
                                .issueTime(new Date())
                                .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                                .build());
                token.sign(new RSASSASigner(key));
                return token.serialize();
            } catch (JOSEException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void answer(HttpExchange exchange, String json) throws IOException {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        }
    }
}
