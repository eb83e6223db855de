package io.reliablemessage.service.reconciliation.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.CheckSignature;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.management.PauseKind;
import io.reliablemessage.protocol.management.PauseRequest;
import io.reliablemessage.protocol.reconciliation.RepairAnswer;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.Rows;
import io.reliablemessage.service.ServiceTest;
import io.reliablemessage.service.Together;
import io.reliablemessage.service.Traffic;
import io.reliablemessage.service.application.ApplicationCatalog;
import io.reliablemessage.service.application.Subscription;
import io.reliablemessage.service.application.Topic;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.delivery.Claims;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.Outbox;
import io.reliablemessage.service.pause.Pauses;
import io.reliablemessage.service.receipt.Receipts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each type is repaired as its rules say, once, and what cannot be repaired waits for a person who is told. */
@ServiceTest
@ExtendWith(OutputCaptureExtension.class)
class RepairTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Api administrator;
    private final JdbcTemplate jdbc;
    private final Outbox outbox;
    private final Receipts receipts;
    private final Claims claims;
    private final Pauses pauses;
    private final TopicCatalog topics;
    private final ApplicationCatalog applications;
    private final RepairDuty duty;
    private final Rows rows;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile Supplier<RepairAnswer.Result> reply =
            () -> new RepairAnswer.Result(RepairAnswer.Outcome.DONE, null, null);
    private HttpServer server;
    private String token;
    private int application;
    private Topic topic;
    private Subscription group;

    RepairTest(
            RestTestClient http,
            JdbcTemplate jdbc,
            Outbox outbox,
            Receipts receipts,
            Claims claims,
            Pauses pauses,
            TopicCatalog topics,
            ApplicationCatalog applications,
            RepairDuty duty) {
        administrator = Api.administrator(http);
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.receipts = receipts;
        this.claims = claims;
        this.pauses = pauses;
        this.topics = topics;
        this.applications = applications;
        this.duty = duty;
        rows = new Rows(jdbc);
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/reconciliation/", this::answer);
        server.start();
        String name = Api.name("shop");
        administrator.call(
                HttpMethod.PUT,
                "/v1/applications/" + name,
                Api.body("checkUrl", "http://127.0.0.1:" + server.getAddress().getPort() + "/check-back"));
        token = administrator
                .json(administrator.call(HttpMethod.POST, "/v1/applications/" + name + "/tokens", null))
                .get("token")
                .asString();
        application = applications.byName(name).orElseThrow().id();
        topic = topics.byName(administrator.topic("{\"schedule\": [\"PT1H\"], \"maxAttempts\": 3}"))
                .orElseThrow();
        String groupName = Api.name("points");
        administrator
                .as(token)
                .put("/v1/topics/" + topic.name() + "/subscriptions/" + groupName, null)
                .expectStatus()
                .isOk();
        group = topics.subscription(topic.id(), groupName).orElseThrow();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        jdbc.update("DELETE FROM reconciliation_discrepancy");
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String action = exchange.getRequestURI().getPath().replace("/reconciliation/", "");
        JsonNode question = JSON.readTree(body);
        boolean signed = CheckSignature.isRequestSigned(
                CheckSignature.keyOf(token),
                action,
                Long.parseLong(exchange.getRequestHeaders().getFirst(CheckSignature.TIMESTAMP_HEADER)),
                body,
                exchange.getRequestHeaders().getFirst(CheckSignature.SIGNATURE_HEADER));
        asked.add(action + " " + signed);
        byte[] answer = JSON.writeValueAsBytes(
                new RepairAnswer(UUID.fromString(question.get("requestId").asString()), List.of(reply.get())));
        long now = java.time.Instant.parse(question.get("askedAt").asString()).toEpochMilli();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set(CheckSignature.TIMESTAMP_HEADER, Long.toString(now));
        exchange.getResponseHeaders()
                .set(
                        CheckSignature.SIGNATURE_HEADER,
                        CheckSignature.signResponse(CheckSignature.keyOf(token), action, now, answer));
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    @Test
    void unconsumedMessageIsDueNow() {
        UUID message = submitted("1");
        UUID discrepancy = order(DiscrepancyType.UNCONSUMED, message, "1", null);
        duty.step(Set.of());
        assertThat(stateOf(discrepancy)).isEqualTo("REPAIRING 1");
        assertThat(rows.message(message).orElseThrow().dueInMillis()).isLessThanOrEqualTo(0);
        assertThat(audited(discrepancy)).containsExactly("message-service DONE It is delivered now");
        assertThat(asked).isEmpty();
    }

    @Test
    void groupWithAFalseReceiptForgetsAndGetsTheMessageAgain() {
        UUID message = consumed("2");
        UUID discrepancy = order(DiscrepancyType.FALSE_RECEIPT, message, "2", "ann");
        duty.step(Set.of());
        assertThat(asked).containsExactly("release true");
        assertThat(stateOf(discrepancy)).isEqualTo("REPAIRING 1");
        assertThat(rows.stateOf(message)).isEqualTo(MessageState.CONFIRMED);
        assertThat(rows.groups(message).get(0).round()).isEqualTo(1);
        assertThat(jdbc.queryForObject(
                        "SELECT CONCAT(reason, ' ', state_after) FROM audit WHERE target = ?",
                        String.class,
                        "discrepancy " + discrepancy))
                .contains("looked at it", "\"approvedBy\":\"ann\"");
    }

    @Test
    void whatTheConsumerCannotForgetIsNotDeliveredAndIsGivenUpInTheEnd() {
        administrator.call(
                HttpMethod.PUT, "/v1/webhooks/on-call", "{\"kind\": \"JSON\", \"url\": \"http://127.0.0.1:1/\"}");
        administrator.call(
                HttpMethod.PUT,
                "/v1/reconciliation/policies/" + topic.name(),
                "{\"enabled\": false, \"webhooks\": [\"on-call\"]}");
        UUID message = consumed("3");
        UUID discrepancy = order(DiscrepancyType.FALSE_RECEIPT, message, "3", null);
        reply = () -> new RepairAnswer.Result(RepairAnswer.Outcome.FAILED, null, "table is locked by orderNo=3");
        duty.step(Set.of());
        assertThat(stateOf(discrepancy)).isEqualTo("OPEN 1");
        for (int i = 0; i < 5; i++) {
            makeOrdersDue();
            duty.step(Set.of());
        }
        assertThat(asked).hasSize(3);
        assertThat(stateOf(discrepancy)).isEqualTo("OPEN 3");
        assertThat(rows.stateOf(message)).isEqualTo(MessageState.CONSUMED);
        assertThat(audited(discrepancy))
                .containsExactly(
                        "message-service FAILED The consumer could not forget its record: table is locked by orderNo=3");
        assertThat(jdbc.queryForObject(
                        "SELECT alert FROM webhook_call WHERE alert_id = ?",
                        String.class,
                        "discrepancy " + discrepancy + " try 3"))
                .contains("REPAIR_GIVEN_UP", "FALSE_RECEIPT", "The consumer could not forget its record")
                .doesNotContain("orderNo", "table is locked");
        jdbc.update("DELETE FROM webhook_call");
    }

    /** Between run and repair it may have come in by another way, which left no record. */
    @Test
    void effectThatHasComeMeanwhileIsNotTakenTwice() {
        UUID message = consumed("12");
        UUID discrepancy = order(DiscrepancyType.FALSE_RECEIPT, message, "12", null);
        reply = () -> new RepairAnswer.Result(RepairAnswer.Outcome.THERE, null, "The effect is there");
        duty.step(Set.of());
        assertThat(stateOf(discrepancy)).isEqualTo("REPAIRING 1");
        assertThat(rows.stateOf(message)).isEqualTo(MessageState.CONSUMED);
        assertThat(audited(discrepancy).get(0)).contains("the effect is there now; nothing is delivered");
    }

    @ParameterizedTest
    @EnumSource(
            value = RepairAnswer.Outcome.class,
            names = {"REFUSED", "UNSUPPORTED"})
    void effectThatCannotBeTakenAgainIsAPersons(RepairAnswer.Outcome outcome) {
        UUID message = consumed("13" + outcome);
        UUID discrepancy = order(DiscrepancyType.FALSE_RECEIPT, message, "13" + outcome, null);
        reply = () -> new RepairAnswer.Result(outcome, null, "Why not");
        duty.step(Set.of());
        makeOrdersDue();
        duty.step(Set.of());
        assertThat(asked).hasSize(1);
        assertThat(stateOf(discrepancy)).isEqualTo("OPEN 1");
        assertThat(rows.stateOf(message)).isEqualTo(MessageState.CONSUMED);
        assertThat(audited(discrepancy).get(0)).contains("FAILED", "Why not");
    }

    @Test
    void recordThatIsGoneIsNoReasonNotToDeliver() {
        UUID message = consumed("14");
        order(DiscrepancyType.FALSE_RECEIPT, message, "14", null);
        reply = () -> new RepairAnswer.Result(RepairAnswer.Outcome.NOTHING, null, "Nothing is remembered");
        duty.step(Set.of());
        assertThat(rows.stateOf(message)).isEqualTo(MessageState.CONFIRMED);
    }

    @Test
    void applicationsWordsAreOneShortLineAndInNoLog(CapturedOutput output) {
        UUID discrepancy = order(DiscrepancyType.MISSING_MESSAGE, null, "15", null);
        reply = () -> new RepairAnswer.Result(
                RepairAnswer.Outcome.UNSUPPORTED,
                null,
                "no\r\n2026 ERROR forged\u0085line " + "\uD83D\uDE00".repeat(100_000));
        duty.step(Set.of());
        String problem = jdbc.queryForObject(
                "SELECT repair_problem FROM reconciliation_discrepancy WHERE id = ?",
                String.class,
                Ids.toBytes(discrepancy));
        assertThat(problem)
                .startsWith("The application cannot produce messages of this topic again: no 2026 ERROR forged line ")
                .endsWith("\uD83D\uDE00…")
                .hasSizeBetween(400, 500);
        assertThat(audited(discrepancy)).singleElement().asString().contains(problem);
        assertThat(output.getAll())
                .contains("Discrepancy " + discrepancy + ", MISSING_MESSAGE, could not be repaired")
                .doesNotContain("forged", "\uD83D\uDE00");
    }

    @Test
    void effectWithoutReceiptGetsOne() {
        UUID message = submitted("4");
        UUID discrepancy = order(DiscrepancyType.UNRECEIPTED_EFFECT, message, "4", null);
        duty.step(Set.of());
        assertThat(stateOf(discrepancy)).isEqualTo("REPAIRING 1");
        assertThat(rows.stateOf(message)).isEqualTo(MessageState.CONSUMED);
    }

    @Test
    void missingMessageIsProducedAgainAndNobodyIsAskedTwiceForOneThatIsThere() {
        UUID discrepancy = order(DiscrepancyType.MISSING_MESSAGE, null, "5", null);
        // The application produces it, and its answer is lost.
        reply = () -> {
            submitted("5");
            throw new IllegalStateException("lost");
        };
        duty.step(Set.of());
        assertThat(stateOf(discrepancy)).isEqualTo("OPEN 1");
        makeOrdersDue();
        duty.step(Set.of());
        assertThat(asked).containsExactly("produce true");
        assertThat(stateOf(discrepancy)).isEqualTo("REPAIRING 2");
    }

    @Test
    void missingMessageIsNotProducedWhileItIsBeingAskedAbout() {
        UUID prepared = Producer.newId();
        outbox.prepare(application, List.of(message(prepared, "6")));
        UUID discrepancy = order(DiscrepancyType.MISSING_MESSAGE, null, "6", null);
        duty.step(Set.of());
        assertThat(stateOf(discrepancy)).isEqualTo("OPEN 0");
        rows.leaveUndecided(prepared);
        makeOrdersDue();
        duty.step(Set.of());
        assertThat(stateOf(discrepancy)).isEqualTo("OPEN 1");
        assertThat(asked).isEmpty();
        assertThat(audited(discrepancy).get(0)).contains("UNDECIDED");
    }

    @Test
    void whatTheApplicationCannotProduceWaitsForAPersonAtOnce() {
        UUID discrepancy = order(DiscrepancyType.MISSING_MESSAGE, null, "7", "ann");
        reply = () -> new RepairAnswer.Result(RepairAnswer.Outcome.UNSUPPORTED, null, null);
        duty.step(Set.of());
        makeOrdersDue();
        duty.step(Set.of());
        assertThat(asked).hasSize(1);
        assertThat(stateOf(discrepancy)).isEqualTo("OPEN 1");
    }

    @Test
    void pausedDeliveryIsWaitedForWithoutCountingATry() {
        UUID message = submitted("8");
        rows.makeDue(message);
        pauses.put(PauseKind.TOPIC, topic.name(), new PauseRequest("looking", null), Producer.OPERATOR);
        try {
            Traffic.claimed(claims, message);
            UUID discrepancy = order(DiscrepancyType.UNCONSUMED, message, "8", null);
            duty.step(Set.of());
            assertThat(stateOf(discrepancy)).isEqualTo("OPEN 0");
            makeOrdersDue();
            duty.step(Set.of());
            assertThat(stateOf(discrepancy)).isEqualTo("OPEN 0");
        } finally {
            pauses.end(PauseKind.TOPIC, topic.name(), "looked", Producer.OPERATOR);
        }
    }

    @Test
    void messageThatRetentionHasDroppedIsGivenUp() {
        UUID discrepancy = order(DiscrepancyType.UNCONSUMED, Producer.newId(), "9", null);
        duty.step(Set.of());
        assertThat(stateOf(discrepancy)).isEqualTo("OPEN 1");
        assertThat(audited(discrepancy).get(0)).contains("its day has been dropped");
    }

    @Test
    void nodesAtOnceRepairOnce() throws Exception {
        List<UUID> messages = new ArrayList<>();
        List<UUID> discrepancies = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            messages.add(consumed("at-once-" + i));
            discrepancies.add(order(DiscrepancyType.FALSE_RECEIPT, messages.get(i), "at-once-" + i, null));
        }
        Together.run(4, i -> () -> {
            while (duty.step(Set.of())) {
                // There may be more.
            }
            return i;
        });
        duty.step(Set.of());
        assertThat(discrepancies).allSatisfy(each -> {
            assertThat(stateOf(each)).isEqualTo("REPAIRING 1");
            assertThat(audited(each)).hasSize(1);
        });
        assertThat(messages)
                .allSatisfy(each -> assertThat(rows.groups(each).get(0).round()).isEqualTo(1));
        assertThat(asked).hasSize(12);
    }

    /** Message, audit and order are one transaction; what the application did before is done again. */
    @Test
    void repairThatDiesIsMadeAgainWhenItsClaimHasRunOut() {
        UUID message = consumed("10");
        String before = rows.everything(message);
        UUID discrepancy = order(DiscrepancyType.FALSE_RECEIPT, message, "10", null);
        jdbc.execute("ALTER TABLE reconciliation_discrepancy ADD CONSTRAINT dies CHECK (state <> 'REPAIRING')");
        try {
            assertThatThrownBy(() -> duty.step(Set.of()))
                    .isInstanceOf(org.springframework.dao.DataAccessException.class);
        } finally {
            jdbc.execute("ALTER TABLE reconciliation_discrepancy DROP CONSTRAINT dies");
        }
        assertThat(rows.everything(message)).isEqualTo(before);
        assertThat(audited(discrepancy)).isEmpty();
        duty.step(Set.of());
        assertThat(stateOf(discrepancy)).isEqualTo("OPEN 0");
        makeOrdersDue();
        duty.step(Set.of());
        assertThat(stateOf(discrepancy)).isEqualTo("REPAIRING 1");
        assertThat(rows.groups(message).get(0).round()).isEqualTo(1);
    }

    @Test
    void orderThatIsSettledWhileTheApplicationWorksChangesNothing() {
        UUID message = consumed("11");
        UUID discrepancy = order(DiscrepancyType.FALSE_RECEIPT, message, "11", null);
        reply = () -> {
            jdbc.update(
                    "UPDATE reconciliation_discrepancy SET state = 'ACCEPTED', repair_due_at = NULL, closed_at = UTC_TIMESTAMP(3) WHERE id = ?",
                    Ids.toBytes(discrepancy));
            return new RepairAnswer.Result(RepairAnswer.Outcome.DONE, null, null);
        };
        duty.step(Set.of());
        assertThat(stateOf(discrepancy)).isEqualTo("ACCEPTED 0");
        assertThat(rows.stateOf(message)).isEqualTo(MessageState.CONSUMED);
        assertThat(audited(discrepancy)).isEmpty();
    }

    private static NewMessage message(UUID id, String order, String topicName) {
        return new NewMessage(
                id,
                topicName,
                null,
                BusinessKey.of("orderNo", order),
                null,
                null,
                "{}",
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private NewMessage message(UUID id, String order) {
        return message(id, order, topic.name());
    }

    private UUID submitted(String order) {
        UUID id = Producer.newId();
        assertThat(outbox.submit(application, List.of(message(id, order)))
                        .get(0)
                        .problem())
                .isNull();
        return id;
    }

    private UUID consumed(String order) {
        UUID id = submitted(order);
        receipts.take(
                application,
                List.of(new Receipt(
                        id, topic.name(), group.group(), ReceiptKind.CONSUMED, 1, null, null, null, null, null)));
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.CONSUMED);
        return id;
    }

    /** A discrepancy that is to be repaired now, by the rules or since somebody has approved it. */
    private UUID order(DiscrepancyType type, UUID message, String order, String approvedBy) {
        UUID id = Producer.newId();
        boolean facts = type == DiscrepancyType.MISSING_MESSAGE;
        jdbc.update(
                """
                INSERT INTO reconciliation_discrepancy (id, topic_id, scope, owner, identity, subject, type, state, application_id, position,
                  business_key, message_id, detail, since_at, first_run, last_run, opened_run, seen_run, first_seen_at, opened_at,
                  repair_due_at, repair_approved_by, repair_reason)
                VALUES (?, ?, ?, ?, UNHEX(SHA2(?, 256)), UNHEX(SHA2(?, 256)), ?, 'OPEN', ?, ?, ?, ?, 'test', UTC_TIMESTAMP(3), ?, ?, ?, ?,
                  UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), ?, ?)
                """,
                Ids.toBytes(id),
                topic.id(),
                facts ? "FACTS" : "GROUP",
                facts ? application : group.position(),
                order,
                topic.id() + order,
                type.name(),
                application,
                facts ? null : group.position(),
                "orderNo=" + order,
                message == null ? null : Ids.toBytes(message),
                Ids.toBytes(id),
                Ids.toBytes(id),
                Ids.toBytes(id),
                Ids.toBytes(id),
                approvedBy,
                approvedBy == null ? null : "looked at it");
        return id;
    }

    /** As if the claims had run out, or the pause after a failure had passed. */
    private void makeOrdersDue() {
        jdbc.update(
                "UPDATE reconciliation_discrepancy SET repair_due_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE repair_due_at IS NOT NULL");
    }

    private String stateOf(UUID discrepancy) {
        return jdbc.queryForObject(
                "SELECT CONCAT(state, ' ', repairs) FROM reconciliation_discrepancy WHERE id = ?",
                String.class,
                Ids.toBytes(discrepancy));
    }

    private List<String> audited(UUID discrepancy) {
        return jdbc.queryForList(
                "SELECT CONCAT_WS(' ', actor, outcome, detail) FROM audit WHERE target = ? ORDER BY number",
                String.class,
                "discrepancy " + discrepancy);
    }
}
