package io.reliablemessage.service.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.MessageLimits;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.ServiceTest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

@ServiceTest
@ExtendWith(OutputCaptureExtension.class)
class ProblemsTest {
    private final Api administrator;
    private final int port;
    private Api application;

    ProblemsTest(RestTestClient http, @LocalServerPort int port) {
        administrator = Api.administrator(http);
        this.port = port;
    }

    @BeforeEach
    void register() {
        application = administrator.application(Api.name("app"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"messages\":[{\"id\":\"00000000-0000-7|                        | The body is not JSON or is cut off",
                "{\"messages\":[]} {}                    |                        | The body",
                "{\"mesages\":[]}                        | mesages                | is not a known field; known are [messages]",
                "{\"messages\":[{},{\"id\":\"4711\"}]}   | messages[1].id         | must be a UUID of 36 characters; it is '4711'",
                "{\"messages\":[{\"deliverAt\":\"2026-11-21T10:15:30\"}]} | messages[0].deliverAt | must be a time with a zone",
                "{\"messages\":[{\"maxAttempts\":\"many\"}]}  | messages[0].maxAttempts | must be a whole number",
                "{\"messages\":7}                        | messages               | must be a list",
                "[]                                      |                        | The body must be an object",
                "{\"messages\":[{\"key\":[{\"name\":\"a\",\"value\":\"\"}]}]} | messages[0].key.a | must have 1 to 200 characters",
                "{\"messages\":[{\"key\":[]}]}           | messages[0].key        | must have 1 to 4 fields"
            })
    void namesWhatIsWrongWithBody(String body, String field, String detail) {
        RestTestClient.BodyContentSpec problem = application
                .post("/v1/messages/submit", body)
                .expectStatus()
                .isBadRequest()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo(400)
                .jsonPath("$.title")
                .isEqualTo("Bad Request")
                .jsonPath("$.detail")
                .value(String.class, text -> assertThat(text).startsWith(detail));
        if (field == null) {
            problem.jsonPath("$.field").doesNotExist();
        } else {
            problem.jsonPath("$.field").isEqualTo(field);
        }
    }

    @Test
    void whatOperatorsMeetIsToldApartByACode() {
        codeOf(administrator.get("/v1/topics/nowhere").expectStatus().isNotFound(), "unknown-topic");
        codeOf(
                administrator
                        .post("/v1/dead-letters/" + UUID.randomUUID() + "/replay", "{\"reason\":\" \"}")
                        .expectStatus()
                        .isBadRequest(),
                "reason-length");
        codeOf(application.get("/v1/audit").expectStatus().isForbidden(), "forbidden");
        codeOf(
                administrator
                        .put("/v1/topics/" + Api.name("topic"), "{\"maxAttempts\":0}")
                        .expectStatus()
                        .isBadRequest(),
                "out-of-range");
    }

    private static void codeOf(RestTestClient.ResponseSpec refused, String code) {
        refused.expectBody().jsonPath("$.code").isEqualTo(code);
    }

    @Test
    void namesUnknownEnumConstant() {
        application
                .post("/v1/receipts", "{\"receipts\":[{\"kind\":\"EATEN\"}]}")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo("receipts[0].kind")
                .jsonPath("$.detail")
                .isEqualTo("must be one of [CONSUMED, FAILED, REJECTED, IN_PROGRESS]; it is 'EATEN'");
    }

    @Test
    void asksForMissingBody() {
        application
                .post("/v1/messages/submit", "")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.detail")
                .value(String.class, text -> assertThat(text).startsWith("The body is missing"));
    }

    @ParameterizedTest
    @CsvSource({"abc", "1-1-1-1-1"})
    void refusesMalformedIdInPath(String id) {
        administrator
                .get("/v1/dead-letters/" + id)
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo("id")
                .jsonPath("$.detail")
                .isEqualTo("must be a UUID of 36 characters; it is '" + id + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "state=LOST, state, 'must be one of [OPEN, REPLAYING, RESOLVED, DISCARDED]; it is ''LOST'''",
        "limit=0, limit, must be 1 to 200; it is 0",
        "limit=201, limit, must be 1 to 200; it is 201",
        "limit=x, limit, must be a whole number from -2147483648 to 2147483647; it is 'x'",
        "cursor=!, cursor, must be the nextCursor of an earlier answer",
        "cursor=YWJj, cursor, must be the nextCursor of an earlier answer"
    })
    void namesWrongParameter(String query, String field, String detail) {
        administrator
                .get("/v1/dead-letters?" + query)
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo(field)
                .jsonPath("$.detail")
                .isEqualTo(detail);
    }

    @Test
    void unknownPathIsNotFound() {
        administrator
                .get("/v1/topics/orders/nothing-here")
                .expectStatus()
                .isNotFound()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
    }

    @Test
    void wrongMethodNamesTheRightOnes() {
        administrator
                .exchange(HttpMethod.POST, "/v1/topics/orders", "{}")
                .expectStatus()
                .isEqualTo(HttpStatus.METHOD_NOT_ALLOWED)
                .expectHeader()
                .exists("Allow")
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
    }

    @Test
    void refusesOtherMediaTypes() throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder()
                .header("Content-Type", "text/plain")
                .PUT(HttpRequest.BodyPublishers.ofString("x")));
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    @Test
    void refusesLongBodyByItsAnnouncedLength() throws Exception {
        byte[] body = new byte[MessageLimits.MAX_BODY_BYTES + 1];
        HttpResponse<String> answer = send(HttpRequest.newBuilder()
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(body)));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("\"limit\":" + MessageLimits.MAX_BODY_BYTES);
    }

    @Test
    void refusesLongBodyThatComesInChunks() throws Exception {
        byte[] body = ("{\"description\":\"" + "x".repeat(2_000_000) + "\"}" + " ".repeat(MessageLimits.MAX_BODY_BYTES))
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        HttpResponse<String> answer = send(HttpRequest.newBuilder()
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("\"limit\":" + MessageLimits.MAX_BODY_BYTES);
    }

    @Test
    void writesOneLogLinePerRefusal(CapturedOutput output) {
        String topic = Api.name("topic");
        administrator
                .put("/v1/topics/" + topic, "{\"maxAttempts\":0}")
                .expectStatus()
                .isBadRequest();
        assertThat(output.toString().lines().filter(line -> line.contains(topic)))
                .singleElement()
                .asString()
                .contains("PUT /v1/topics/" + topic)
                .contains("400: maxAttempts must be 1 to 100; it is 0");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return client.send(
                request.uri(URI.create("http://localhost:" + port + "/v1/topics/too-long"))
                        .header("Authorization", "Bearer " + ServiceTest.ADMINISTRATOR_TOKEN)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
