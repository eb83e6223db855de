package io.reliablemessage.service.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.NoticeAcknowledgement;
import io.reliablemessage.protocol.NoticeClaim;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.ServiceTest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

@ServiceTest
class NoticeApiTest {
    private final Api administrator;
    private final JdbcTemplate jdbc;
    private final NoticeRetention retention;
    private String application = "";
    private Api producer;
    private String topic = "";
    private String group = "";

    NoticeApiTest(RestTestClient http, JdbcTemplate jdbc, NoticeRetention retention) {
        administrator = Api.administrator(http);
        producer = administrator;
        this.jdbc = jdbc;
        this.retention = retention;
    }

    @BeforeEach
    void register() {
        application = Api.name("producer");
        producer = administrator.application(application);
        topic = administrator.topic("{}");
        group = Api.name("points");
        producer.put("/v1/topics/" + topic + "/subscriptions/" + group, null)
                .expectStatus()
                .isOk();
    }

    @Test
    void producerClaimsAndAcknowledges() {
        want();
        want();
        UUID id = rejectedMessage();
        JsonNode batch = claim(producer);
        assertThat(batch.get("leaseMillis").asLong()).isEqualTo(30_000);
        JsonNode notice = batch.get("notices").get(0);
        assertThat(notice.get("messageId").asString()).isEqualTo(id.toString());
        assertThat(notice.get("kind").asString()).isEqualTo("DEAD");
        assertThat(notice.get("group").asString()).isEqualTo(group);
        assertThat(notice.get("payload").asString()).isEqualTo("e30=");
        producer.call(
                HttpMethod.POST,
                "/v1/notices/ack",
                Api.body(new NoticeAcknowledgement(List.of(notice.get("number").asLong()))));
        makeDue();
        assertThat(claim(producer).get("notices")).isEmpty();
    }

    @Test
    void noticesAreNobodyElses() {
        want();
        rejectedMessage();
        String name = Api.name("stranger");
        Api stranger = administrator.application(name);
        stranger.put("/v1/topics/" + topic + "/notices", null).expectStatus().isNoContent();
        assertThat(claim(stranger).get("notices")).isEmpty();
        assertThat(names(stranger)).containsExactly(name);
        assertThat(names(administrator)).containsExactly(application, name);
        stranger.delete("/v1/topics/" + topic + "/notices?application=" + application)
                .expectStatus()
                .isForbidden();
        administrator
                .post("/v1/notices/claim", Api.body(new NoticeClaim(List.of(topic), 10)))
                .expectStatus()
                .isForbidden();
        administrator
                .as("")
                .put("/v1/topics/" + topic + "/notices", null)
                .expectStatus()
                .isUnauthorized();
        assertThat(claim(producer).get("notices")).hasSize(1);
    }

    @Test
    void administratorAndApplicationEndTheNotices() {
        want();
        administrator
                .delete("/v1/topics/" + topic + "/notices?application=" + application)
                .expectStatus()
                .isNoContent();
        rejectedMessage();
        want();
        assertThat(audited()).containsExactly("NOTICES_ENDED {\"application\":\"" + application + "\"}");
        producer.delete("/v1/topics/" + topic + "/notices").expectStatus().isNoContent();
        rejectedMessage();
        assertThat(claim(producer).get("notices")).isEmpty();
        administrator.delete("/v1/topics/" + topic + "/notices").expectStatus().isBadRequest();
        administrator
                .delete("/v1/topics/" + topic + "/notices?application=" + application)
                .expectStatus()
                .isNoContent();
        assertThat(audited()).hasSize(1);
    }

    private List<String> audited() {
        return jdbc.queryForList(
                "SELECT CONCAT(action, ' ', state_before) FROM audit WHERE target = ? AND action = 'NOTICES_ENDED'",
                String.class,
                "topic " + topic);
    }

    @Test
    void refusesWhatBreaksLimits() {
        producer.put("/v1/topics/no-such-topic/notices", null).expectStatus().isNotFound();
        for (String body : List.of(
                Api.body(new NoticeClaim(List.of(), 10)),
                Api.body(new NoticeClaim(List.of(topic), 0)),
                Api.body(new NoticeClaim(List.of(topic), 101)),
                Api.body(new NoticeClaim(java.util.Collections.nCopies(101, topic), 10)),
                "{}")) {
            producer.post("/v1/notices/claim", body).expectStatus().isBadRequest();
        }
        producer.post("/v1/notices/ack", "{\"numbers\":[]}").expectStatus().isBadRequest();
    }

    @Test
    void forgetsWhatWasAcknowledgedAndWhatNobodyWantsToHear() {
        want();
        rejectedMessage();
        rejectedMessage();
        rejectedMessage();
        JsonNode taken = claim(producer).get("notices");
        producer.call(
                HttpMethod.POST,
                "/v1/notices/ack",
                Api.body(new NoticeAcknowledgement(List.of(
                        taken.get(0).get("number").asLong(),
                        taken.get(1).get("number").asLong()))));
        age("acknowledged_at", Duration.ofDays(6), taken.get(0));
        age("acknowledged_at", Duration.ofDays(8), taken.get(1));
        age("created_at", Duration.ofDays(29), taken.get(2));
        retention.step(Set.of());
        assertThat(count()).isEqualTo(2);
        age("created_at", Duration.ofDays(31), taken.get(2));
        retention.step(Set.of());
        assertThat(count()).isEqualTo(1);
    }

    private void want() {
        producer.put("/v1/topics/" + topic + "/notices", null).expectStatus().isNoContent();
    }

    private JsonNode claim(Api as) {
        return as.json(as.call(HttpMethod.POST, "/v1/notices/claim", Api.body(new NoticeClaim(List.of(topic), 10))));
    }

    private List<String> names(Api as) {
        return as.json(as.call(HttpMethod.GET, "/v1/topics/" + topic + "/notices", null))
                .get("items")
                .valueStream()
                .map(each -> each.get("application").asString())
                .toList();
    }

    private UUID rejectedMessage() {
        UUID id = Producer.newId();
        producer.call(
                HttpMethod.POST,
                "/v1/messages/submit",
                Api.body("messages", List.of(Producer.message(id, topic, "{}"))));
        producer.call(HttpMethod.POST, "/v1/receipts", """
                {"receipts": [{"id": "%s", "topic": "%s", "group": "%s", "kind": "REJECTED", "attempt": 1,
                  "error": {"kind": "REJECTED", "type": "shop.Refused"}}]}
                """.formatted(id, topic, group));
        return id;
    }

    private void age(String column, Duration by, JsonNode notice) {
        jdbc.update(
                "UPDATE notice SET " + column + " = UTC_TIMESTAMP(3) - INTERVAL ? SECOND WHERE number = ?",
                by.toSeconds(),
                notice.get("number").asLong());
    }

    private int count() {
        Integer count = jdbc.queryForObject(
                "SELECT COUNT(*) FROM notice n JOIN topic t ON t.id = n.topic_id WHERE t.name = ?",
                Integer.class,
                topic);
        return count == null ? 0 : count;
    }

    private void makeDue() {
        jdbc.update("UPDATE notice SET due_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE due_at IS NOT NULL");
    }
}
