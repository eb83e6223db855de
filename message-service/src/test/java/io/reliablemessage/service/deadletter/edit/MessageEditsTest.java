package io.reliablemessage.service.deadletter.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.management.EditRequest;
import io.reliablemessage.protocol.management.Edited;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.RecordingBroker;
import io.reliablemessage.service.ServiceTest;
import io.reliablemessage.service.Together;
import io.reliablemessage.service.Traffic;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.deadletter.Cases;
import io.reliablemessage.service.deadletter.DeadLetters;
import io.reliablemessage.service.delivery.Claims;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.OutboundMessage;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.security.Caller;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

@ServiceTest
class MessageEditsTest {
    private static final String GOOD = "{\"order\":1,\"points\":5}";

    private final Api administrator;
    private final JdbcClient jdbc;
    private final TopicCatalog topics;
    private final DeadLetters deadLetters;
    private final Transactions transactions;
    private final MessageEdits edits;
    private final Claims claims;
    private final RecordingBroker broker;
    private final OldEdits oldEdits;

    private Cases cases;
    private BusinessKey key;
    private UUID deadLetter;
    private UUID original;

    MessageEditsTest(
            RestTestClient http,
            JdbcClient jdbc,
            TopicCatalog topics,
            DeadLetters deadLetters,
            Transactions transactions,
            MessageEdits edits,
            Claims claims,
            RecordingBroker broker,
            OldEdits oldEdits) {
        administrator = Api.administrator(http);
        this.jdbc = jdbc;
        this.topics = topics;
        this.deadLetters = deadLetters;
        this.transactions = transactions;
        this.edits = edits;
        this.claims = claims;
        this.broker = broker;
        this.oldEdits = oldEdits;
    }

    @BeforeEach
    void bury() {
        cases = new Cases(administrator, jdbc, topics, deadLetters, transactions);
        key = BusinessKey.of("orderNo", Api.name("order"));
        deadLetter = cases.open("a.Error", "points must not be negative", key);
        original = cases.messageOf(deadLetter);
    }

    @Test
    void correctedMessageGoesToTheFailedGroupAlone() {
        administrator
                .application(Api.name("other"))
                .put("/v1/topics/" + cases.topic().name() + "/subscriptions/" + Api.name("coupons"), null)
                .expectStatus()
                .isOk();
        UUID replacement = replacementOf(edit(deadLetter, GOOD));

        List<OutboundMessage> claimed = Traffic.claimed(claims, replacement);
        assertThat(claimed).singleElement().satisfies(message -> {
            assertThat(message.groups()).containsExactly(cases.group().group());
            assertThat(message.topic()).isEqualTo(cases.topic().name());
            assertThat(message.application()).isEqualTo(cases.application());
            assertThat(message.tag()).isEqualTo("paid");
            assertThat(message.businessKey()).isEqualTo(key.toString());
            assertThat(message.orderingKey()).isEqualTo("o1");
            assertThat(message.contentType()).isEqualTo("application/json");
            assertThat(message.headers()).isEqualTo("{\"edited-from\":\"" + original + "\",\"source\":\"web\"}");
            assertThat(new String(message.payload(), StandardCharsets.UTF_8)).isEqualTo(GOOD);
            assertThat(message.attempt()).isEqualTo(1);
        });
        assertThat(message(original)).containsEntry("state", "DISCARDED");
        assertThat(cases.row(deadLetter))
                .containsEntry("state", "DISCARDED")
                .containsEntry("closed_reason", "Replaced by message " + replacement + ": points were negative");
        assertThat(cases.audit("dead-letter " + deadLetter)).containsExactly("DEAD_LETTER_EDITED DONE");
        assertThat(broker.deliveriesOf(original)).isEmpty();
    }

    @Test
    void originalAndReplacementTellOfEachOther() {
        administrator
                .post(path("edit/preview"), body(GOOD))
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.problem")
                .doesNotExist()
                .jsonPath("$.truncated")
                .isEqualTo(false)
                .jsonPath("$.lines[?(@.change == 'REMOVED')].text")
                .isEqualTo("  \"points\": -5")
                .jsonPath("$.lines[?(@.change == 'ADDED')].text")
                .isEqualTo("  \"points\": 5")
                .jsonPath("$.lines.length()")
                .isEqualTo(5);
        UUID replacement = replacementOf(edit(deadLetter, GOOD));
        for (UUID each : List.of(original, replacement)) {
            JsonNode found =
                    administrator.json(administrator.call(HttpMethod.GET, "/v1/messages/" + each + "/edits", null));
            assertThat(found).hasSize(1);
            assertThat(found.get(0).get("original").asString()).isEqualTo(original.toString());
            assertThat(found.get(0).get("replacement").asString()).isEqualTo(replacement.toString());
            assertThat(found.get(0).get("deadLetter").asString()).isEqualTo(deadLetter.toString());
            assertThat(found.get(0).get("reason").asString()).isEqualTo("points were negative");
            assertThat(found.get(0).get("difference")).hasSize(5);
        }
        assertThat(cases.audit("message " + original))
                .containsExactly("PAYLOAD_SEEN DONE", "PAYLOAD_SEEN DONE", "PAYLOAD_SEEN DONE");
    }

    @Test
    void pagesTellOfAnEditWithoutShowingWhatIsInIt() {
        UUID replacement = replacementOf(edit(deadLetter, GOOD));
        List<String> before = cases.audit("message " + original);

        JsonNode ofOriginal = timeline(original);
        assertThat(kinds(ofOriginal)).containsOnlyOnce("EDITED").doesNotContain("DISCARDED");
        JsonNode edited = eventsOf(ofOriginal)
                .filter(event -> event.get("kind").asString().equals("EDITED"))
                .findFirst()
                .orElseThrow();
        assertThat(edited.get("detail").asString()).isEqualTo("points were negative");
        assertThat(edited.get("group").asString()).isEqualTo(cases.group().group());
        assertThat(edited.get("otherMessage").asString()).isEqualTo(replacement.toString());
        assertThat(ofOriginal.get("deadLetters").get(0).get("replacement").asString())
                .isEqualTo(replacement.toString());

        JsonNode ofReplacement = timeline(replacement);
        assertThat(kinds(ofReplacement)).containsOnlyOnce("EDITED");
        assertThat(ofReplacement
                        .get("message")
                        .get("headers")
                        .get("edited-from")
                        .asString())
                .isEqualTo(original.toString());
        assertThat(ofReplacement.get("message").get("headers").get("source").asString())
                .isEqualTo("•••");

        for (String path :
                List.of("/v1/dead-letters/" + deadLetter, "/v1/dead-letters?state=DISCARDED&messageId=" + original)) {
            JsonNode found = administrator.json(administrator.call(HttpMethod.GET, path, null));
            JsonNode one = found.has("items") ? found.get("items").get(0) : found;
            assertThat(one.get("replacement").asString()).as(path).isEqualTo(replacement.toString());
        }
        assertThat(cases.audit("message " + original)).isEqualTo(before);
        assertThat(cases.audit("message " + replacement)).isEmpty();
    }

    private JsonNode timeline(UUID message) {
        return administrator.json(administrator.call(HttpMethod.GET, "/v1/messages/" + message + "/timeline", null));
    }

    private static Stream<JsonNode> eventsOf(JsonNode timeline) {
        return StreamSupport.stream(timeline.get("events").spliterator(), false);
    }

    private static List<String> kinds(JsonNode timeline) {
        return eventsOf(timeline).map(event -> event.get("kind").asString()).toList();
    }

    @Test
    void viewerSeesNoLineOfAPayload() {
        UUID replacement = replacementOf(edit(deadLetter, GOOD));
        jdbc.sql("UPDATE message_edit SET difference = 'not read at all' WHERE replacement_id = :id")
                .param("id", Ids.toBytes(replacement))
                .update();
        List<Edited> seen = edits.of(replacement, new Caller(null, "viewer", Role.VIEWER));
        assertThat(seen).singleElement().satisfies(each -> {
            assertThat(each.difference()).isEmpty();
            assertThat(each.original()).isEqualTo(original);
        });
        assertThat(cases.audit("message " + replacement)).isEmpty();
    }

    @Test
    void anythingButJsonIsRefusedUnlessTheTypeSaysSo() {
        edit(deadLetter, "{\"order\": secret4711}")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo("text")
                .jsonPath("$.detail")
                .value(
                        String.class,
                        detail -> assertThat(detail)
                                .contains("is not JSON (line 1, column ")
                                .doesNotContain("secret"));
        administrator
                .post(path("edit/preview"), body("{\"order\":"))
                .expectBody()
                .jsonPath("$.problem")
                .value(String.class, problem -> assertThat(problem).startsWith("The payload is not JSON"));
        assertThat(cases.row(deadLetter)).containsEntry("state", "OPEN");
        administrator
                .post(path("edit"), Api.body(new EditRequest("order 1", "text/plain", "as text")))
                .expectStatus()
                .isOk();
    }

    @Test
    void topicsLimitHolds() {
        administrator.call(HttpMethod.PUT, "/v1/topics/" + cases.topic().name(), "{\"maxPayloadBytes\":30}");
        String large = "{\"order\":\"" + "x".repeat(30) + "\"}";
        administrator
                .post(path("edit/preview"), body(large))
                .expectBody()
                .jsonPath("$.problem")
                .value(String.class, problem -> assertThat(problem).contains("the limit of topic"))
                .jsonPath("$.lines.length()")
                .isEqualTo(0)
                .jsonPath("$.truncated")
                .isEqualTo(true);
        edit(deadLetter, large).expectStatus().isBadRequest();
        edit(deadLetter, "").expectStatus().isBadRequest();
    }

    @ParameterizedTest
    @CsvSource({"CONSUMED, consumed", "CONFIRMED, about to get it"})
    void keyThatTheGroupHasOrIsAboutToGetIsRefused(String state, String why) {
        UUID other = cases.deadMessage(key, GOOD);
        jdbc.sql(
                        "UPDATE message SET state = :state, groups_dead = 0, groups_retrying = IF(:state = 'CONFIRMED', groups_all, 0), "
                                + "finished_at = IF(:state = 'CONFIRMED', NULL, finished_at) WHERE id = :id")
                .param("state", state)
                .param("id", Ids.toBytes(other))
                .update();
        administrator
                .post(path("edit/preview"), body(GOOD))
                .expectBody()
                .jsonPath("$.problem")
                .value(String.class, problem -> assertThat(problem).contains(other.toString(), why));
        edit(deadLetter, GOOD).expectStatus().isEqualTo(409);
        assertThat(cases.row(deadLetter)).containsEntry("state", "OPEN");
        assertThat(cases.audit("dead-letter " + deadLetter)).containsExactly("DEAD_LETTER_EDITED REFUSED");
        assertThat(replacements()).isZero();
    }

    @Test
    void sameKeyThatIsDeadForTheGroupAsWellDoesNotHinder() {
        cases.open("a.Error", "x", key);
        edit(deadLetter, GOOD).expectStatus().isOk();
    }

    @Test
    void ofTwoMessagesWithOneKeyOneIsReplaced() throws Exception {
        UUID twin = cases.open("a.Error", "x", key);
        List<Integer> answers = Together.run(2, i -> () -> status(edit(i == 0 ? deadLetter : twin, GOOD)));
        assertThat(answers).containsExactlyInAnyOrder(200, 409);
        assertThat(replacements()).isEqualTo(1);
    }

    @Test
    void ofOperatorsWhoEditAtOnceOneWins() throws Exception {
        List<Integer> answers = Together.run(6, i -> () -> status(edit(deadLetter, GOOD)));
        assertThat(answers).containsOnlyOnce(200).containsOnly(200, 409);
        assertThat(replacements()).isEqualTo(1);
    }

    @Test
    void onlyAnOpenCaseIsEdited() {
        administrator
                .post(path("replay"), Api.body("reason", "again"))
                .expectStatus()
                .isOk();
        edit(deadLetter, GOOD).expectStatus().isEqualTo(409);
        administrator
                .post(path("edit/preview"), body(GOOD))
                .expectBody()
                .jsonPath("$.problem")
                .value(String.class, problem -> assertThat(problem).contains("is REPLAYING"));
        assertThat(replacements()).isZero();
    }

    @Test
    void editThatDiesBeforeItsCommitHasDoneNothing() {
        class Killed extends RuntimeException {}
        try {
            transactions.run(() -> {
                edits.edit(deadLetter, new EditRequest(GOOD, null, "x"), Producer.OPERATOR);
                throw new Killed();
            });
        } catch (Killed e) {
            assertThat(cases.row(deadLetter)).containsEntry("state", "OPEN");
        }
        assertThat(replacements()).isZero();
        assertThat(message(original)).containsEntry("state", "DEAD");
        assertThat(cases.audit("dead-letter " + deadLetter)).isEmpty();
    }

    @Test
    void headersWithoutRoomGoWithoutTheirOrigin() {
        StringBuilder full = new StringBuilder("{");
        for (int i = 0; i < 32; i++) {
            full.append(i == 0 ? "" : ",").append("\"h").append(i).append("\":\"v\"");
        }
        jdbc.sql("UPDATE message SET headers = :headers WHERE id = :id")
                .param("headers", full + "}")
                .param("id", Ids.toBytes(original))
                .update();
        UUID replacement = replacementOf(edit(deadLetter, GOOD));
        assertThat(String.valueOf(message(replacement).get("headers")))
                .contains("\"h31\"")
                .doesNotContain("edited-from");
    }

    @Test
    void reasonAndCaseAreNeeded() {
        administrator
                .post(path("edit"), Api.body(Map.of("text", GOOD)))
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo("reason");
        edit(UUID.fromString("01900000-0000-7000-8000-000000000000"), GOOD)
                .expectStatus()
                .isNotFound();
    }

    @Test
    void staysUntilBothMessagesAreGone() {
        UUID replacement = replacementOf(edit(deadLetter, GOOD));
        jdbc.sql("UPDATE message_edit SET edited_at = UTC_TIMESTAMP(3) - INTERVAL 31 DAY WHERE original_id = :id")
                .param("id", Ids.toBytes(original))
                .update();
        remove(original);
        oldEdits.removeOlderThan(Duration.ofDays(30));
        assertThat(edits.of(replacement, Producer.OPERATOR)).hasSize(1);
        remove(replacement);
        oldEdits.removeOlderThan(Duration.ofDays(30));
        assertThat(edits.of(replacement, Producer.OPERATOR)).isEmpty();
    }

    private void remove(UUID message) {
        jdbc.sql("DELETE FROM message WHERE id = :id")
                .param("id", Ids.toBytes(message))
                .update();
    }

    private static int status(RestTestClient.ResponseSpec answer) {
        return answer.returnResult(String.class).getStatus().value();
    }

    private RestTestClient.ResponseSpec edit(UUID id, String text) {
        return administrator.post("/v1/dead-letters/" + id + "/edit", body(text));
    }

    private String path(String verb) {
        return "/v1/dead-letters/" + deadLetter + "/" + verb;
    }

    private static String body(String text) {
        return Api.body(new EditRequest(text, null, "points were negative"));
    }

    private UUID replacementOf(RestTestClient.ResponseSpec answer) {
        byte[] body = answer.expectStatus().isOk().expectBody().returnResult().getResponseBody();
        return UUID.fromString(administrator
                .json(new String(body, StandardCharsets.UTF_8))
                .get("replacement")
                .asString());
    }

    private long replacements() {
        return jdbc.sql(
                        "SELECT COUNT(*) FROM message WHERE topic_id = :topic AND state = 'CONFIRMED' AND groups_owing <> 0")
                .param("topic", cases.topic().id())
                .query(Long.class)
                .single();
    }

    private Map<String, Object> message(UUID id) {
        return jdbc.sql("SELECT state, headers FROM message WHERE id = :id")
                .param("id", Ids.toBytes(id))
                .query()
                .singleRow();
    }
}
