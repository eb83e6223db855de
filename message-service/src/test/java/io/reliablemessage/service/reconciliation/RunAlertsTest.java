package io.reliablemessage.service.reconciliation;

import static io.reliablemessage.service.reconciliation.Books.FROM;
import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.management.ReconciliationRun;
import io.reliablemessage.protocol.management.RunState;
import io.reliablemessage.protocol.reconciliation.IdentifiedBy;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.ServiceTest;
import io.reliablemessage.service.application.TopicCatalog;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.web.servlet.client.RestTestClient;

/** What an alert of a run tells other systems. */
@ServiceTest
class RunAlertsTest {
    private final Api administrator;
    private final JdbcTemplate jdbc;
    private final JdbcRuns runs;
    private final RunSteps steps;
    private final Books books;

    RunAlertsTest(RestTestClient http, JdbcTemplate jdbc, TopicCatalog topics, JdbcRuns runs, RunSteps steps) {
        administrator = Api.administrator(http);
        this.jdbc = jdbc;
        this.runs = runs;
        this.steps = steps;
        books = new Books(administrator, jdbc, topics);
    }

    @AfterEach
    void stop() {
        books.close();
        jdbc.update("DELETE FROM webhook_call");
    }

    /** They may have business keys in them, as texts of exceptions of a database have. */
    @Test
    void incompleteRunIsToldOfWithoutAnApplicationsWords() {
        String webhook = Api.name("hook");
        administrator.call(
                HttpMethod.PUT,
                "/v1/webhooks/" + webhook,
                Api.body(Map.of("kind", "JSON", "url", "http://127.0.0.1:1/")));
        books.rules("\"webhooks\":[\"" + webhook + "\"]");
        BookApplication.Book effects =
                books.application.effects(books.topic.name(), books.group, IdentifiedBy.MESSAGE_ID);
        effects.problem = "Duplicate entry 'orderNo=o-1' for key 'PRIMARY'";
        books.consumed(1, FROM.plusSeconds(1));
        ReconciliationRun run = books.finish(books.start(), runs, steps);
        assertThat(run.state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(run.problem()).contains("Duplicate entry");
        assertThat(jdbc.queryForObject(
                        "SELECT alert FROM webhook_call WHERE alert_id = ?", String.class, "run " + run.id()))
                .contains("INCOMPLETE_RUN", "the effects of group " + books.group)
                .doesNotContain("Duplicate", "orderNo");
    }
}
