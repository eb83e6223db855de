package io.reliablemessage.service.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.reliablemessage.protocol.management.OperatorChange;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.ServiceTest;
import io.reliablemessage.service.Together;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

@ServiceTest
class ExternalLoginsTest {
    private static final String CLIENT = "reliable-message-console";
    private static final RSAKey KEY = key("one");
    private static final HttpServer PROVIDER = provider();
    private static final String ISSUER =
            "http://127.0.0.1:" + PROVIDER.getAddress().getPort() + "/realm";

    private final Api administrator;
    private final Api nobody;
    private final JdbcClient jdbc;
    private final String subject = UUID.randomUUID().toString();
    private final String name = Api.name("ann");

    ExternalLoginsTest(RestTestClient http, JdbcClient jdbc) {
        administrator = Api.administrator(http);
        nobody = administrator.as("");
        this.jdbc = jdbc;
    }

    @DynamicPropertySource
    static void configure(DynamicPropertyRegistry properties) {
        properties.add("reliable-message.oidc.issuer", () -> ISSUER);
        properties.add("reliable-message.oidc.client-id", () -> CLIENT);
        properties.add("reliable-message.oidc.role-claim", () -> "realm_access.roles");
    }

    @Test
    void tokenOfTheIssuerOpensASession() {
        JsonNode session = logIn(claims -> {});
        assertThat(session.get("operator").get("name").asString()).isEqualTo("oidc:" + name);
        assertThat(session.get("operator").get("displayName").asString()).isEqualTo("Ann Other");
        Api person = nobody.as(session.get("token").asString());
        person.get("/v1/topics").expectStatus().isOk();
        person.get("/v1/operators").expectStatus().isForbidden();
        administrator
                .get("/v1/operators?limit=200")
                .expectBody()
                .jsonPath("$.items[?(@.name == 'oidc:" + name + "')].external")
                .isEqualTo(true);
        assertThat(audited()).containsExactly("identity provider OPERATOR_CHANGED", "oidc:" + name + " LOGGED_IN");
    }

    @Test
    void roleIsWhatTheProviderSaysAtEachLogin() {
        Api viewer =
                nobody.as(logIn(roles("reliable-message-viewer")).get("token").asString());
        viewer.get("/v1/operators").expectStatus().isForbidden();
        JsonNode session = logIn(roles("other", "reliable-message-administrator", "reliable-message-viewer"));
        assertThat(session.get("operator").get("role").asString()).isEqualTo("ADMINISTRATOR");
        viewer.get("/v1/operators").expectStatus().isOk();
        logIn(roles("reliable-message-operator"));
        viewer.get("/v1/operators").expectStatus().isForbidden();
    }

    @Test
    void personWithoutRoleIsRefused() {
        post(signed(KEY, roles("somebody-elses-role"))).expectStatus().isForbidden();
        assertThat(jdbc.sql("SELECT COUNT(*) FROM operator WHERE name = :name")
                        .param("name", "oidc:" + name)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void tokensThatAreNotGoodAreRefused() throws JOSEException {
        refused(signed(KEY, claims -> claims.audience("another-client")));
        refused(signed(KEY, claims -> claims.audience(List.of(CLIENT, "another-client"))));
        refused(signed(KEY, claims -> claims.issuer("https://elsewhere.example")));
        refused(signed(
                KEY, claims -> claims.expirationTime(Date.from(Instant.now().minus(Duration.ofMinutes(5))))));
        refused(signed(KEY, claims -> claims.expirationTime(null)));
        refused(signed(KEY, claims -> claims.subject(null)));
        refused(signed(KEY, claims -> claims.claim("preferred_username", "a/../b")));
        refused(signed(KEY, claims -> claims.claim("preferred_username", null)));
        refused(signed(key("one"), claims -> {}));
        refused(signed(key("unknown"), claims -> {}));
        refused(new PlainJWT(claims(claims -> {})).serialize());
        refused(signed(
                JWSAlgorithm.HS256, "one", new MACSigner(KEY.toRSAPublicKey().getEncoded()), claims -> {}));
        refused("no.token.atall");
        post("").expectStatus().isBadRequest();
        post("x".repeat(20_000)).expectStatus().isBadRequest();
    }

    @Test
    void tokenForSeveralClientsMustBeGivenToThisOne() {
        logIn(claims -> claims.audience(List.of(CLIENT, "another-client")).claim("azp", CLIENT));
    }

    @Test
    void nameOfSomebodyElseOpensNothing() {
        administrator.password(name, Role.ADMINISTRATOR);
        JsonNode session = logIn(claims -> {});
        assertThat(session.get("operator").get("role").asString()).isEqualTo("VIEWER");
        post(signed(KEY, claims -> claims.subject("another subject")))
                .expectStatus()
                .isEqualTo(HttpStatus.CONFLICT);
    }

    @Test
    void personKeepsTheirFirstNameWhenTheProviderRenamesThem() {
        logIn(claims -> {});
        JsonNode session = logIn(claims -> claims.claim("preferred_username", "renamed"));
        assertThat(session.get("operator").get("name").asString()).isEqualTo("oidc:" + name);
    }

    @Test
    void firstLoginTwiceAtOnceIsOnePerson() throws Exception {
        String token = signed(KEY, claims -> {});
        refused("no.token.atall"); // the keys are there now: while the first caller asks for them all others are sent
        // away
        Together.run(4, i -> () -> {
            post(token).expectStatus().isCreated();
            return i;
        });
    }

    @Test
    void disabledPersonStaysOutWhateverTheProviderSays() {
        logIn(claims -> {});
        change(new OperatorChange("Ann Other", Role.VIEWER, true))
                .expectStatus()
                .isOk();
        post(signed(KEY, roles("reliable-message-administrator")))
                .expectStatus()
                .isUnauthorized();
    }

    @Test
    void neitherRoleNorPasswordOfAnExternalPersonIsGivenHere() {
        logIn(claims -> {});
        change(new OperatorChange("Ann Other", Role.ADMINISTRATOR, false))
                .expectStatus()
                .isEqualTo(HttpStatus.CONFLICT);
        administrator
                .post("/v1/operators/oidc:" + name + "/password", null)
                .expectStatus()
                .isEqualTo(HttpStatus.CONFLICT);
        nobody.post("/v1/sessions", Api.credentials("oidc:" + name, "anything at all"))
                .expectStatus()
                .isUnauthorized();
    }

    private RestTestClient.ResponseSpec change(OperatorChange change) {
        return administrator.put("/v1/operators/oidc:" + name, Api.body(change));
    }

    private JsonNode logIn(Consumer<JWTClaimsSet.Builder> changes) {
        return administrator.json(
                nobody.call(HttpMethod.POST, "/v1/sessions/oidc", Api.body("idToken", signed(KEY, changes))));
    }

    private RestTestClient.ResponseSpec post(String token) {
        return nobody.post("/v1/sessions/oidc", Api.body("idToken", token));
    }

    private void refused(String token) {
        post(token).expectStatus().isUnauthorized();
    }

    private static Consumer<JWTClaimsSet.Builder> roles(String... roles) {
        return claims -> claims.claim("realm_access", Map.of("roles", List.of(roles)));
    }

    private JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> changes) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(CLIENT)
                .subject(subject)
                .issueTime(new Date())
                .expirationTime(Date.from(Instant.now().plus(Duration.ofMinutes(5))))
                .claim("preferred_username", name)
                .claim("name", "Ann Other");
        roles("reliable-message-viewer").accept(claims);
        changes.accept(claims);
        return claims.build();
    }

    private String signed(RSAKey key, Consumer<JWTClaimsSet.Builder> changes) {
        try {
            return signed(JWSAlgorithm.RS256, key.getKeyID(), new RSASSASigner(key), changes);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private String signed(
            JWSAlgorithm algorithm, String keyId, JWSSigner signer, Consumer<JWTClaimsSet.Builder> changes)
            throws JOSEException {
        SignedJWT token =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims(changes));
        token.sign(signer);
        return token.serialize();
    }

    private List<String> audited() {
        return jdbc.sql("SELECT CONCAT_WS(' ', actor, action) FROM audit WHERE target = :target ORDER BY number")
                .param("target", "operator oidc:" + name)
                .query(String.class)
                .list();
    }

    private static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048)
                    .keyID(id)
                    .algorithm(JWSAlgorithm.RS256)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Publishes its discovery document and its keys. */
    private static HttpServer provider() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newCachedThreadPool(work -> {
                Thread thread = new Thread(work, "identity-provider");
                thread.setDaemon(true);
                return thread;
            }));
            String issuer = "http://127.0.0.1:" + server.getAddress().getPort() + "/realm";
            answer(
                    server,
                    "/realm/.well-known/openid-configuration",
                    Api.body(Map.of("issuer", issuer, "jwks_uri", issuer + "/keys")));
            answer(server, "/realm/keys", new JWKSet(KEY.toPublicJWK()).toString());
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void answer(HttpServer server, String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }
}
