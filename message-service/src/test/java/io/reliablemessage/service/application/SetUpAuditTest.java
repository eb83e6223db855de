package io.reliablemessage.service.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.service.Api;
import io.reliablemessage.service.ServiceTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

/** What administrators set up is in the audit trail with what was there before; what changes nothing is not. */
@ServiceTest
class SetUpAuditTest {
    private final Api administrator;
    private final JdbcClient jdbc;

    SetUpAuditTest(RestTestClient http, JdbcClient jdbc) {
        administrator = Api.administrator(http);
        this.jdbc = jdbc;
    }

    @Test
    void topicsWithTheirRulesBeforeAndAfter() {
        String topic = Api.name("topic");
        for (String rules :
                List.of("{\"owner\":\"shop team\"}", "{\"owner\":\"shop team\"}", "{\"owner\":\"depot\"}")) {
            administrator.call(HttpMethod.PUT, "/v1/topics/" + topic, rules);
        }
        List<JsonNode> entries = audited("topic " + topic, "TOPIC_CHANGED");
        assertThat(entries).hasSize(2);
        assertThat(entries.get(0).get("before").isNull()).isTrue();
        assertThat(entries.get(0).get("after").get("owner").asString()).isEqualTo("shop team");
        assertThat(entries.get(1).get("before").get("owner").asString()).isEqualTo("shop team");
        assertThat(entries.get(1).get("after").get("owner").asString()).isEqualTo("depot");
    }

    @Test
    void refusedChangeLeavesNoEntry() {
        String topic = Api.name("topic");
        administrator
                .put("/v1/topics/" + topic, "{\"owner\":\"" + "x".repeat(201) + "\"}")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo("owner")
                .jsonPath("$.limit")
                .isEqualTo(200);
        assertThat(audited("topic " + topic, "TOPIC_CHANGED")).isEmpty();
    }

    @Test
    void applicationsAndTheirTokensWithoutTheSecret() {
        String name = Api.name("app");
        administrator.call(HttpMethod.PUT, "/v1/applications/" + name, "{\"description\":\"one\"}");
        administrator.call(HttpMethod.PUT, "/v1/applications/" + name, "{\"description\":\"one\"}");
        administrator.call(HttpMethod.PUT, "/v1/applications/" + name, "{\"description\":\"two\"}");
        JsonNode issued = administrator.json(
                administrator.call(HttpMethod.POST, "/v1/applications/" + name + "/tokens", "{\"label\":\"blue\"}"));
        administrator.call(HttpMethod.DELETE, "/v1/applications/" + name + "/tokens/" + issued.get("tokenId"), null);
        administrator
                .delete("/v1/applications/" + name + "/tokens/" + issued.get("tokenId"))
                .expectStatus()
                .isNotFound();

        assertThat(audited("application " + name, "APPLICATION_CHANGED")).hasSize(2);
        List<JsonNode> tokens = audited("application " + name, "TOKEN_ISSUED");
        assertThat(tokens).hasSize(1);
        assertThat(tokens.get(0).get("after").get("label").asString()).isEqualTo("blue");
        assertThat(tokens.get(0).toString()).doesNotContain(issued.get("token").asString());
        List<JsonNode> revoked = audited("application " + name, "TOKEN_REVOKED");
        assertThat(revoked).hasSize(1);
        assertThat(revoked.get(0).get("before").get("id")).isEqualTo(issued.get("tokenId"));
    }

    @Test
    void subscriptionsByAdministratorsButNotByApplications() {
        String name = Api.name("app");
        Api application = administrator.application(name);
        String topic = administrator.topic("{}");
        String group = Api.name("group");
        String path = "/v1/topics/" + topic + "/subscriptions/" + group;
        application.call(HttpMethod.PUT, path, "{\"tags\":\"a\"}");
        assertThat(audited("group " + group, "SUBSCRIPTION_CHANGED")).isEmpty();
        administrator.call(HttpMethod.PUT, path, "{\"tags\":\"b\"}");
        administrator.call(HttpMethod.PUT, path, "{\"tags\":\"b\"}");
        administrator.call(HttpMethod.DELETE, path, null);
        administrator.call(HttpMethod.DELETE, path, null);
        List<JsonNode> changed = audited("group " + group, "SUBSCRIPTION_CHANGED");
        assertThat(changed).hasSize(1);
        assertThat(changed.get(0).get("before").get("tags").asString()).isEqualTo("a");
        assertThat(changed.get(0).get("after").get("tags").asString()).isEqualTo("b");
        assertThat(audited("group " + group, "SUBSCRIPTION_ENDED")).hasSize(1);
    }

    private List<JsonNode> audited(String target, String action) {
        return jdbc
                .sql(
                        "SELECT CONCAT('{\"before\":', COALESCE(state_before, 'null'), ',\"after\":', COALESCE(state_after, 'null'), '}') "
                                + "FROM audit WHERE target = :target AND action = :action AND actor = 'first administrator' "
                                + "AND role = 'ADMINISTRATOR' AND outcome = 'DONE' ORDER BY number")
                .param("target", target)
                .param("action", action)
                .query(String.class)
                .list()
                .stream()
                .map(administrator::json)
                .toList();
    }
}
