package io.reliablemessage.service.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.service.Api;
import io.reliablemessage.service.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

@ServiceTest
class ManagementApiTest {
    private final Api administrator;
    private final TopicCatalog topics;
    private final ApplicationCatalog applications;

    ManagementApiTest(RestTestClient http, TopicCatalog topics, ApplicationCatalog applications) {
        administrator = Api.administrator(http);
        this.topics = topics;
        this.applications = applications;
    }

    @Test
    void topicHasTheDefaultsOfWhatIsLeftOut() {
        String name = Api.name("topic");
        administrator
                .put("/v1/topics/" + name, null)
                .expectStatus()
                .isCreated()
                .expectBody()
                .json("""
                        {"schedule":["PT10S","PT30S","PT1M","PT5M","PT15M","PT30M","PT1H"],"maxAttempts":16,
                         "maxPayloadBytes":1048576,"checkGrace":"PT30S","maxChecks":10,"withoutSubscriber":"HOLD",
                         "maxReplayRounds":3,"description":""}
                        """)
                .jsonPath("$.replayInterval")
                .doesNotExist();
    }

    @Test
    void puttingTopicTwiceChangesIt() {
        String path = "/v1/topics/" + Api.name("topic");
        String rules = """
                {"schedule":["PT5S"],"maxAttempts":3,"checkGrace":"PT1M","maxChecks":4,"withoutSubscriber":"END_AT_BROKER",
                 "replayInterval":"PT6H","maxReplayRounds":2,"maxPayloadBytes":1000,"description":"Bestellungen 订单"}
                """;
        administrator.put(path, "{}").expectStatus().isCreated();
        administrator.put(path, rules).expectStatus().isOk().expectBody().json(rules);
        administrator.put(path, rules).expectStatus().isOk().expectBody().json(rules);
        administrator.get(path).expectStatus().isOk().expectBody().json(rules);
        Topic topic = topics.byName(path.substring("/v1/topics/".length())).orElseThrow();
        assertThat(topic.maxAttempts()).isEqualTo(3);
        assertThat(topic.replayInterval()).hasHours(6);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"schedule\":[]}                       | schedule        | 20",
                "{\"schedule\":[\"PT0.05S\"]}            | schedule[0]     | PT0.1S",
                "{\"schedule\":[\"PT1S\",\"PT25H\"]}     | schedule[1]     | PT24H",
                "{\"schedule\":[\"PT1S\",null]}          | schedule[1]     |",
                "{\"schedule\":[\"soon\"]}               | schedule[0]     |",
                "{\"maxAttempts\":0}                     | maxAttempts     | 1",
                "{\"maxAttempts\":101}                   | maxAttempts     | 100",
                "{\"maxPayloadBytes\":0}                 | maxPayloadBytes | 1",
                "{\"maxPayloadBytes\":2097153}           | maxPayloadBytes | 2097152",
                "{\"checkGrace\":\"-PT1S\"}              | checkGrace      | PT0.1S",
                "{\"checkGrace\":\"P2D\"}                | checkGrace      | PT24H",
                "{\"maxChecks\":0}                       | maxChecks       | 1",
                "{\"replayInterval\":\"P31D\"}           | replayInterval  | PT720H",
                "{\"maxReplayRounds\":-1}                | maxReplayRounds | 0",
                "{\"withoutSubscriber\":\"DROP\"}        | withoutSubscriber |",
                "{\"retries\":3}                         | retries         |"
            })
    void refusesTopicRulesOutsideTheirBounds(String rules, String field, String limit) {
        String path = "/v1/topics/" + Api.name("topic");
        RestTestClient.BodyContentSpec problem = administrator
                .put(path, rules)
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo(field);
        if (limit != null) {
            problem.jsonPath("$.limit").isEqualTo(limit.startsWith("PT") ? limit : (Object) Integer.valueOf(limit));
        }
        administrator.get(path).expectStatus().isNotFound();
    }

    @Test
    void takesTwentyIntervalsAndNoMore() {
        String path = "/v1/topics/" + Api.name("topic");
        administrator
                .put(path, "{\"schedule\":[" + "\"PT1S\",".repeat(19) + "\"PT1S\"]}")
                .expectStatus()
                .isCreated();
        administrator
                .put(path, "{\"schedule\":[" + "\"PT1S\",".repeat(20) + "\"PT1S\"]}")
                .expectStatus()
                .isBadRequest();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-orders", "or.ders", "订单", "RMQ_SYS_TRACE", "TBW102", "schedule_topic_xxxx"})
    void refusesTopicNamesThatTheBrokerCouldNotHave(String name) {
        administrator
                .put("/v1/topics/" + name, "{}")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo("topic");
    }

    @Test
    void topicNameMayHave127Characters() {
        String name = Api.name("t").concat("x".repeat(127)).substring(0, 127);
        administrator.put("/v1/topics/" + name, "{}").expectStatus().isCreated();
        administrator
                .put("/v1/topics/" + name + "x", "{}")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.limit")
                .isEqualTo(127);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://shop/check",
                "/check",
                "http://",
                "http://user:secret@shop/check",
                "http://shop/check#top",
                "http://shop/a b",
                "http://shöp/check"
            })
    void refusesCheckUrlsThatAreNone(String url) {
        administrator
                .put("/v1/applications/" + Api.name("app"), Api.body("checkUrl", url))
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo("checkUrl");
    }

    @Test
    void registersAndChangesApplications() {
        String name = Api.name("shop.orders");
        String path = "/v1/applications/" + name;
        administrator
                .put(path, "{\"checkUrl\":\"https://shop:8443/check?x=1\"}")
                .expectStatus()
                .isCreated();
        assertThat(applications.byName(name).orElseThrow().checkUrl()).hasToString("https://shop:8443/check?x=1");
        administrator
                .put(path, "{\"description\":\"d\"}")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.checkUrl")
                .doesNotExist()
                .jsonPath("$.description")
                .isEqualTo("d");
        administrator
                .put(path, Api.body("description", "x".repeat(501)))
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.limit")
                .isEqualTo(500);
        assertThat(applications.byName(name).orElseThrow().checkUrl()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {".shop", "shop shop", "shöp"})
    void refusesApplicationNames(String name) {
        administrator
                .put("/v1/applications/" + name, "{}")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo("application");
    }

    @Test
    void signingKeysFollowTheTokens() {
        String name = Api.name("app");
        administrator.application(name);
        assertThat(applications.byName(name).orElseThrow().signingKeys()).hasSize(1);
        administrator
                .post("/v1/applications/" + name + "/tokens", "{\"overlap\":\"PT1H\"}")
                .expectStatus()
                .isCreated();
        assertThat(applications.byName(name).orElseThrow().signingKeys()).hasSize(2);
        administrator
                .post("/v1/applications/" + name + "/tokens", "{\"overlap\":\"PT0S\"}")
                .expectStatus()
                .isCreated();
        assertThat(applications.byName(name).orElseThrow().signingKeys()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"overlap\":\"-PT1S\"}|overlap",
                "{\"overlap\":\"P31D\"}|overlap",
                "{\"overlap\":\"1 day\"}|overlap"
            })
    void refusesTokenRequestsOutsideTheirBounds(String request, String field) {
        String name = Api.name("app");
        administrator.put("/v1/applications/" + name, "{}").expectStatus().isCreated();
        administrator
                .post("/v1/applications/" + name + "/tokens", request)
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo(field);
        administrator
                .post("/v1/applications/" + name + "/tokens", Api.body("label", "x".repeat(101)))
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.limit")
                .isEqualTo(100);
    }

    @Test
    void unknownNamesAreNotFound() {
        for (String path : new String[] {
            "/v1/applications/nobody",
            "/v1/applications/nobody/tokens",
            "/v1/topics/nothing",
            "/v1/topics/nothing/subscriptions"
        }) {
            administrator
                    .get(path)
                    .expectStatus()
                    .isNotFound()
                    .expectBody()
                    .jsonPath("$.id")
                    .exists();
        }
        administrator
                .post("/v1/applications/nobody/tokens", null)
                .expectStatus()
                .isEqualTo(HttpStatus.NOT_FOUND);
    }

    @Test
    void listsGoOnWhereTheyStopped() {
        for (int i = 0; i < 3; i++) {
            administrator.topic("{}");
        }
        String path = "/v1/topics?limit=2";
        int seen = 0;
        String last = "";
        while (true) {
            JsonNode page = administrator.json(administrator.call(HttpMethod.GET, path, null));
            for (JsonNode topic : page.get("items")) {
                assertThat(topic.get("name").asString()).isGreaterThan(last);
                last = topic.get("name").asString();
                seen++;
            }
            if (!page.has("nextCursor")) {
                break;
            }
            path = "/v1/topics?limit=2&cursor=" + page.get("nextCursor").asString();
        }
        assertThat(seen).isGreaterThanOrEqualTo(3);
    }

    @Test
    void tellsApplicationsWhatTheyNeedToKnow() {
        String name = Api.name("app");
        administrator
                .application(name)
                .get("/v1/client-configuration")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.application")
                .isEqualTo(name)
                .jsonPath("$.brokerAddress")
                .isEqualTo("localhost:9876")
                .jsonPath("$.maxBatchItems")
                .isEqualTo(1000)
                .jsonPath("$.databaseTimeMillis")
                .value(
                        Long.class,
                        millis -> assertThat(Math.abs(millis - System.currentTimeMillis()))
                                .isLessThan(60_000));
    }
}
