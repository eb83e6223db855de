package io.reliablemessage.client.internal.idempotent.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.Idempotent;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Spring Boot application behind a real Tomcat, called over HTTP. */
class HttpCallsTest {
    private static final AtomicInteger EFFECTS = new AtomicInteger();
    private static @Nullable ServletWebServerApplicationContext application;
    private final HttpClient client = HttpClient.newHttpClient();
    private final String key = UUID.randomUUID().toString();

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        DataSource dataSource() {
            JdbcDataSource dataSource = new JdbcDataSource();
            dataSource.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
            return dataSource;
        }

        @Bean
        Payments payments() {
            return new Payments();
        }

        /** As applications have it: whatever nobody else knows is their error 500. */
        @Bean
        LastResort lastResort() {
            return new LastResort();
        }

        /** The caller is whom the header X-User names. */
        @Bean
        Filter principals() {
            return (request, response, chain) -> signIn((HttpServletRequest) request, response, chain);
        }

        private static void signIn(HttpServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            String user = request.getHeader("X-User");
            Principal principal = user == null ? null : () -> user;
            chain.doFilter(
                    new HttpServletRequestWrapper(request) {
                        @Override
                        public @Nullable Principal getUserPrincipal() {
                            return principal;
                        }
                    },
                    response);
        }
    }

    record Payment(String orderNo, long cents) {}

    record Receipt(int no, String orderNo) {}

    @RestController
    static class Payments {
        final CountDownLatch inside = new CountDownLatch(1);
        final CountDownLatch go = new CountDownLatch(1);

        @PostMapping("/payments")
        @Idempotent(header = "Idempotency-Key")
        ResponseEntity<Receipt> pay(
                @RequestBody Payment payment,
                @RequestHeader Map<String, String> headers,
                @Nullable Principal principal,
                HttpServletRequest request) {
            int no = EFFECTS.incrementAndGet();
            return ResponseEntity.created(URI.create("/payments/" + no))
                    .header("X-Receipt", "r" + no)
                    .header("Set-Cookie", "session=secret")
                    .body(new Receipt(no, payment.orderNo()));
        }

        @PostMapping("/orders/{orderNo}/cancellation")
        @ResponseStatus(HttpStatus.NO_CONTENT)
        @Idempotent(header = "Idempotency-Key")
        void cancel(@PathVariable String orderNo) {
            EFFECTS.incrementAndGet();
        }

        @PostMapping("/slow")
        @Idempotent(header = "Idempotency-Key")
        Receipt slow() throws InterruptedException {
            inside.countDown();
            go.await(30, TimeUnit.SECONDS);
            return new Receipt(1, "slow");
        }

        @PostMapping("/broken")
        @Idempotent(header = "Idempotency-Key")
        Receipt broken() {
            EFFECTS.incrementAndGet();
            throw new IllegalStateException("broken");
        }

        @GetMapping("/other")
        String other() {
            throw new IllegalStateException("other");
        }
    }

    @RestControllerAdvice
    static class LastResort {
        @ExceptionHandler
        ResponseEntity<String> any(Exception e) {
            return ResponseEntity.internalServerError().body("last resort");
        }
    }

    @BeforeAll
    static void start() {
        application = (ServletWebServerApplicationContext) new SpringApplicationBuilder(Application.class)
                .run(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--reliable-message.service-url=http://127.0.0.1:1",
                        "--reliable-message.application=shop",
                        "--reliable-message.token=rm_app_test",
                        "--reliable-message.idempotent.duplicate-patience=1s");
    }

    @AfterAll
    static void stop() {
        running().close();
    }

    @Test
    void repeatedRequestGetsTheFirstAnswer() throws Exception {
        HttpResponse<String> first = pay("7", key);
        HttpResponse<String> second = pay("7", key);

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body()).contains("\"orderNo\":\"7\"");
        for (String header : List.of("Location", "Content-Type", "X-Receipt")) {
            assertThat(second.headers().allValues(header))
                    .as(header)
                    .isNotEmpty()
                    .isEqualTo(first.headers().allValues(header));
        }
        assertThat(second.headers().allValues("Set-Cookie"))
                .as("a secret of the first session")
                .isEmpty();
        assertThat(pay("8", UUID.randomUUID().toString()).body()).isNotEqualTo(first.body());
    }

    @Test
    void quotedAndBareKeyAreOne() throws Exception {
        assertThat(pay("7", '"' + key + '"').body()).isEqualTo(pay("7", key).body());
    }

    @Test
    void voidMethodKeepsItsStatus() throws Exception {
        int before = EFFECTS.get();
        assertThat(post("/orders/7/cancellation", "", "Idempotency-Key", key).statusCode())
                .isEqualTo(204);
        assertThat(post("/orders/7/cancellation", "", "Idempotency-Key", key).statusCode())
                .isEqualTo(204);
        assertThat(EFFECTS.get()).isEqualTo(before + 1);
        assertThat(post("/orders/8/cancellation", "", "Idempotency-Key", key).statusCode())
                .as("the path is a part of the content")
                .isEqualTo(422);
    }

    @Test
    void missingKeyIsABadRequest() throws Exception {
        assertProblem(post("/payments", body("7")), 400, "Idempotency-Key is missing");
    }

    @Test
    void unusableKeyIsABadRequest() throws Exception {
        assertProblem(pay("7", "x".repeat(201)), 400, "1 to 200 characters; it has 201");
        assertProblem(pay("7", "\" \""), 400, "1 to 200 characters");
        assertProblem(pay("7", "\"no end"), 400, "double quotes");
        assertProblem(pay("7", "two words"), 400, "double quotes");
        assertProblem(
                post("/payments", body("7"), "Idempotency-Key", "a", "Idempotency-Key", "b"), 400, "given 2 times");
    }

    @Test
    void otherContentUnderTheKeyIsUnprocessable() throws Exception {
        int before = EFFECTS.get();
        pay("7", key);
        HttpResponse<String> other = pay("8", key);
        assertProblem(other, 422, "another content");
        assertThat(other.body()).as("no digests for clients").doesNotContain("digest");
        assertThat(EFFECTS.get()).isEqualTo(before + 1);
    }

    @Test
    void keysOfPrincipalsDoNotMeet() throws Exception {
        Set<String> answers = List.of("ann", "bob", "x".repeat(300), "y".repeat(300)).stream()
                .map(user -> send("/payments", body("7"), "Idempotency-Key", key, "X-User", user)
                        .body())
                .collect(Collectors.toSet());
        answers.add(pay("7", key).body());
        assertThat(answers).hasSize(5);
        assertThat(answers)
                .contains(send("/payments", body("7"), "Idempotency-Key", key, "X-User", "ann")
                        .body());
    }

    @Test
    void requestThatIsStillAtWorkIsAConflictWithATimeToWait() throws Exception {
        Payments payments =
                (Payments) AopProxyUtils.getSingletonTarget(running().getBean(Payments.class));
        CompletableFuture<HttpResponse<String>> first =
                CompletableFuture.supplyAsync(() -> send("/slow", "", "Idempotency-Key", key));
        assertThat(payments.inside.await(30, TimeUnit.SECONDS)).isTrue();
        HttpResponse<String> second = post("/slow", "", "Idempotency-Key", key);
        payments.go.countDown();

        assertProblem(second, 409, "Send the same request again later");
        assertThat(second.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(post("/slow", "", "Idempotency-Key", key).body())
                .isEqualTo(first.get(30, TimeUnit.SECONDS).body());
    }

    @Test
    void failureIsTheApplicationsAndIsNotRepeated() throws Exception {
        int before = EFFECTS.get();
        assertThat(post("/broken", "", "Idempotency-Key", key).body()).isEqualTo("last resort");
        assertThat(post("/broken", "", "Idempotency-Key", key).body()).isEqualTo("last resort");
        assertThat(EFFECTS.get()).isEqualTo(before + 2);
    }

    @Test
    void otherExceptionsStayTheApplicationsOwn() throws Exception {
        HttpResponse<String> response =
                client.send(HttpRequest.newBuilder(url("/other")).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.body()).isEqualTo("last resort");
    }

    @Test
    void recordsNameTheOperation() throws Exception {
        pay("7", key);
        assertThat(JdbcClient.create(running().getBean(DataSource.class))
                        .sql("SELECT group_name FROM rm_idempotency WHERE key_text = ?")
                        .param("idempotencyKey=" + key)
                        .query(String.class)
                        .list())
                .containsExactly("@Payments.pay");
    }

    private static void assertProblem(HttpResponse<String> response, int status, String detail) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = JsonMapper.shared().readTree(response.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asString()).isNotBlank();
        assertThat(problem.path("detail").asString()).contains(detail);
    }

    private HttpResponse<String> pay(String orderNo, String idempotencyKey) throws Exception {
        return post("/payments", body(orderNo), "Idempotency-Key", idempotencyKey);
    }

    private static String body(String orderNo) {
        return "{\"orderNo\":\"" + orderNo + "\",\"cents\":100}";
    }

    private HttpResponse<String> send(String path, String body, String... headers) {
        try {
            return post(path, body, headers);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> post(String path, String body, String... headers)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("Content-Type", "application/json"));
        // Differs from one repetition to the next, as traces do.
        all.addAll(List.of("traceparent", UUID.randomUUID().toString()));
        all.addAll(List.of(headers));
        return client.send(
                HttpRequest.newBuilder(url(path))
                        .headers(all.toArray(String[]::new))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static URI url(String path) {
        return URI.create("http://127.0.0.1:" + running().getWebServer().getPort() + path);
    }

    private static ServletWebServerApplicationContext running() {
        ServletWebServerApplicationContext context = application;
        if (context == null) {
            throw new IllegalStateException("Not started");
        }
        return context;
    }
}
