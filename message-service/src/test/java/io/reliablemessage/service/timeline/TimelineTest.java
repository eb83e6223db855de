package io.reliablemessage.service.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.reliablemessage.protocol.ConsumeError;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.IdBatch;
import io.reliablemessage.protocol.MessageBatch;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.NoticeAcknowledgement;
import io.reliablemessage.protocol.NoticeClaim;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptBatch;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.AuditOutcome;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.ServiceTest;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.audit.AuditTrail;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.scheduling.Duty;
import io.reliablemessage.service.security.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

@ServiceTest
class TimelineTest {
    private final Api administrator;
    private final JdbcTemplate jdbc;
    private final AuditTrail audit;
    private final JdbcTimeline records;
    private final Transactions transactions;
    private final List<Duty> duties;
    private String application = "";
    private Api producer;
    private String topic = "";
    private String points = "";
    private String coupons = "";

    TimelineTest(
            RestTestClient http,
            JdbcTemplate jdbc,
            AuditTrail audit,
            JdbcTimeline records,
            Transactions transactions,
            List<Duty> duties) {
        administrator = Api.administrator(http);
        producer = administrator;
        this.jdbc = jdbc;
        this.audit = audit;
        this.records = records;
        this.transactions = transactions;
        this.duties = duties;
    }

    @BeforeEach
    void register() {
        application = Api.name("shop");
        producer = administrator.application(application);
        topic = administrator.topic("{\"maxAttempts\": 2}");
        points = Api.name("points");
        coupons = Api.name("coupons");
        for (String group : List.of(points, coupons)) {
            producer.put("/v1/topics/" + topic + "/subscriptions/" + group, null)
                    .expectStatus()
                    .isOk();
        }
    }

    @Test
    void tellsALifeFromPrepareToReplayInOrder() {
        producer.put("/v1/topics/" + topic + "/notices", null).expectStatus().isNoContent();
        UUID id = prepared();
        asked(id, 1, "UNKNOWN", "still thinking");
        asked(id, 2, "COMMITTED", null);
        confirm(id);
        report(id, coupons, ReceiptKind.CONSUMED, "0@7");
        report(id, points, ReceiptKind.REJECTED, "0@8");
        producer.call(
                HttpMethod.POST, "/v1/notices/ack", Api.body(new NoticeAcknowledgement(List.of(claimedNotice()))));
        UUID deadLetter = caseOf(id);
        administrator
                .post("/v1/dead-letters/" + deadLetter + "/replay", Api.body("reason", "fixed"))
                .expectStatus()
                .isOk();

        JsonNode timeline = timeline(id);
        assertThat(kinds(timeline))
                .containsExactly(
                        "PREPARED",
                        "CHECKED_BACK",
                        "CHECKED_BACK",
                        "CONFIRMED",
                        "CONSUMED",
                        "REJECTED",
                        "DEAD",
                        "NOTICED",
                        "REPLAYED",
                        "NEXT_DUE");
        assertThat(event(timeline, "PREPARED").get("who").asString()).isEqualTo(application);
        with(event(timeline, "CHECKED_BACK"), each -> {
            assertThat(each.get("detail").asString()).isEqualTo("UNKNOWN: still thinking");
            assertThat(each.get("node").asString()).isEqualTo("node-7");
            assertThat(each.get("latencyMillis").asLong()).isNotNegative();
        });
        assertThat(event(timeline, "CONFIRMED").get("detail").asString()).isEqualTo("by check-back");
        with(event(timeline, "CONSUMED"), each -> {
            assertThat(each.get("group").asString()).isEqualTo(coupons);
            assertThat(each.get("attempt").asInt()).isEqualTo(1);
            assertThat(each.get("brokerPosition").asString()).isEqualTo("0@7");
            assertThat(each.get("latencyMillis").asLong()).isBetween(0L, 60_000L);
        });
        with(event(timeline, "REJECTED"), each -> {
            assertThat(each.get("group").asString()).isEqualTo(points);
            assertThat(each.get("node").asString()).isEqualTo("pod-3");
            assertThat(each.get("errorType").asString()).isEqualTo("java.lang.IllegalStateException");
            assertThat(each.get("error").asString()).isEqualTo("no points left");
        });
        assertThat(event(timeline, "DEAD").get("deadLetter").asString()).isEqualTo(deadLetter.toString());
        assertThat(event(timeline, "DEAD").get("detail").asString()).isEqualTo("REJECTED");
        assertThat(event(timeline, "NOTICED").get("detail").asString()).isEqualTo("DEAD");
        assertThat(event(timeline, "REPLAYED").get("group").asString()).isEqualTo(points);
        with(event(timeline, "NEXT_DUE"), each -> {
            assertThat(each.get("group").asString()).isEqualTo(points);
            assertThat(each.get("round").asInt()).isEqualTo(1);
            assertThat(each.get("attempt").asInt()).isEqualTo(1);
        });
        assertThat(timeline.get("deadLetters").get(0).get("state").asString()).isEqualTo("REPLAYING");
    }

    @Test
    void replayThatFailsAgainAndIsDiscardedIsToldOnceEach() {
        UUID id = prepared();
        confirm(id);
        report(id, points, ReceiptKind.REJECTED, null);
        UUID deadLetter = caseOf(id);
        decide(deadLetter, "replay", "fixed");
        jdbc.update("UPDATE group_delivery SET attempts = 1 WHERE message_id = ?", (Object) Ids.toBytes(id));
        report(id, points, ReceiptKind.REJECTED, 1, null);
        decide(deadLetter, "discard", "test data");

        JsonNode timeline = timeline(id);
        assertThat(kinds(timeline).stream().filter("DEAD"::equals)).hasSize(2);
        assertThat(kinds(timeline).stream().filter("DISCARDED"::equals)).hasSize(1);
        assertThat(event(timeline, "DISCARDED").get("detail").asString()).isEqualTo("test data");
        assertThat(StreamSupport.stream(timeline.get("events").spliterator(), false)
                        .filter(each -> each.get("kind").asString().equals("DEAD"))
                        .map(each -> each.get("round").asInt()))
                .containsExactly(0, 1);
    }

    @Test
    void tellsWhoDidWhatFromTheAuditTrailButNothingThatWasRefused() {
        UUID id = prepared();
        Caller ann = new Caller(null, "ann", Role.OPERATOR);
        audit.write(AuditNote.of(ann, AuditAction.PAYLOAD_SEEN, "message " + id).withReason("complaint 12"));
        audit.write(AuditNote.of(ann, AuditAction.PAYLOAD_SEEN, "message " + UUID.randomUUID()));
        audit.write(AuditNote.of(ann, AuditAction.PAYLOAD_SEEN, "message " + id)
                .withOutcome(AuditOutcome.REFUSED, "not yours"));
        JsonNode timeline = timeline(id);
        assertThat(kinds(timeline)).containsExactly("PREPARED", "PAYLOAD_SEEN", "NEXT_DUE");
        assertThat(event(timeline, "PAYLOAD_SEEN").get("who").asString()).isEqualTo("ann");
        assertThat(event(timeline, "PAYLOAD_SEEN").get("detail").asString()).isEqualTo("complaint 12");
        assertThat(event(timeline, "NEXT_DUE").get("detail").asString()).isEqualTo("check-back");
    }

    @Test
    void tellsWhoReplayedByAJob() {
        UUID id = prepared();
        confirm(id);
        report(id, points, ReceiptKind.REJECTED, null);
        UUID deadLetter = caseOf(id);
        String job = administrator
                .json(administrator.call(
                        HttpMethod.POST,
                        "/v1/dead-letter-jobs",
                        Api.body(Map.of(
                                "action",
                                "REPLAY",
                                "filter",
                                Map.of("topic", topic),
                                "reason",
                                "mended",
                                "canary",
                                0))))
                .get("id")
                .asString();
        Duty duty = duties.stream()
                .filter(each -> each.name().equals("dead-letter-jobs"))
                .findFirst()
                .orElseThrow();
        await().until(() -> {
            duty.step(Set.of());
            return kinds(timeline(id)).contains("REPLAYED");
        });
        JsonNode timeline = timeline(id);
        assertThat(kinds(timeline).stream().filter("REPLAYED"::equals)).hasSize(1);
        with(event(timeline, "REPLAYED"), each -> {
            assertThat(each.get("who").asString()).isEqualTo("first administrator");
            assertThat(each.get("group").asString()).isEqualTo(points);
            assertThat(each.get("deadLetter").asString()).isEqualTo(deadLetter.toString());
            assertThat(each.get("detail").asString()).isEqualTo("job " + job + ": mended");
        });
    }

    @Test
    void readsNoMoreOfTheAuditTrailThanIsTold() {
        String target = "message " + UUID.randomUUID();
        AuditNote note = AuditNote.of(new Caller(null, "ann", Role.OPERATOR), AuditAction.PAYLOAD_SEEN, target);
        audit.write(note);
        for (int i = 0; i < 200; i++) {
            audit.write(AuditNote.of(new Caller(null, "ann", Role.OPERATOR), AuditAction.PAYLOAD_SEEN, target + i));
        }
        List<JdbcTimeline.Action> found = new ArrayList<>();
        long read = rowsRead(() ->
                found.addAll(records.actions(List.of("dead-letter " + UUID.randomUUID(), target), CaseEvents.TOLD)));
        assertThat(found).hasSize(1);
        assertThat(read).isLessThan(40);
    }

    /** By the server's counters for this session. */
    private long rowsRead(Runnable work) {
        return transactions.run(() -> {
            long before = handlerReads();
            work.run();
            return handlerReads() - before;
        });
    }

    private long handlerReads() {
        return jdbc.query("SHOW SESSION STATUS LIKE 'Handler_read%'", (row, n) -> row.getLong(2)).stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Test
    void operatorsWordEndsWhatWasUndecided() {
        UUID id = prepared();
        asked(id, 1, "UNKNOWN", null);
        jdbc.update("UPDATE message SET state = 'UNDECIDED', due_at = NULL, due_shard = NULL WHERE id = ?", (Object)
                Ids.toBytes(id));
        assertThat(kinds(timeline(id))).containsExactly("PREPARED", "CHECKED_BACK", "UNDECIDED");
        administrator
                .post("/v1/messages/" + id + "/cancel-undecided", Api.body("reason", "not in the books"))
                .expectStatus()
                .isOk();
        JsonNode timeline = timeline(id);
        assertThat(kinds(timeline)).containsExactly("PREPARED", "CHECKED_BACK", "UNDECIDED", "CANCELLED");
        assertThat(event(timeline, "CANCELLED").get("detail").asString()).isEqualTo("not in the books");
        assertThat(event(timeline, "CANCELLED").get("who").asString()).isNotEqualTo(application);
    }

    @Test
    void expiryIsTold() {
        UUID id = prepared();
        confirm(id);
        jdbc.update(
                "UPDATE message SET state = 'EXPIRED', finished_at = UTC_TIMESTAMP(3), due_at = NULL, due_shard = NULL WHERE id = ?",
                (Object) Ids.toBytes(id));
        assertThat(kinds(timeline(id))).containsExactly("PREPARED", "CONFIRMED", "EXPIRED");
    }

    @Test
    void tellsTheBeginningAndTheNewestOfALongLife() {
        UUID id = prepared();
        confirm(id);
        jdbc.batchUpdate(
                "INSERT INTO delivery_attempt (message_id, position, round, attempt, outcome, recorded_at)"
                        + " VALUES (?, 0, ?, 1, 'FAILED', UTC_TIMESTAMP(3) + INTERVAL ? SECOND)",
                IntStream.rangeClosed(1, 1_100)
                        .mapToObj(n -> new Object[] {Ids.toBytes(id), n, n})
                        .toList());
        JsonNode events = timeline(id).get("events");
        assertThat(events).hasSize(1_000);
        assertThat(events.get(0).get("kind").asString()).isEqualTo("PREPARED");
        assertThat(events.get(998).get("round").asInt()).isEqualTo(1_100);
        assertThat(events.get(999).get("kind").asString()).isEqualTo("NEXT_DUE");
    }

    @Test
    void showsNoPayloadAndKnowsNoStranger() {
        UUID id = prepared();
        String answer = administrator.call(HttpMethod.GET, "/v1/messages/" + id + "/timeline", null);
        assertThat(answer).contains(id.toString()).doesNotContain("4711");
        administrator
                .get("/v1/messages/" + UUID.randomUUID() + "/timeline")
                .expectStatus()
                .isNotFound();
        producer.get("/v1/messages/" + id + "/timeline").expectStatus().isForbidden();
    }

    private UUID prepared() {
        NewMessage message = Producer.message(Producer.newId(), topic, "{\"card\": \"4711\"}");
        producer.call(HttpMethod.POST, "/v1/messages/prepare", Api.body(new MessageBatch(List.of(message))));
        return message.id();
    }

    private void confirm(UUID id) {
        producer.call(HttpMethod.POST, "/v1/messages/confirm", Api.body(new IdBatch(List.of(id))));
    }

    private void asked(UUID id, int number, String answer, @Nullable String detail) {
        jdbc.update(
                "INSERT INTO check_back (message_id, number, asked_at, asked_by, answer, detail)"
                        + " VALUES (?, ?, UTC_TIMESTAMP(3), 'node-7', ?, ?)",
                Ids.toBytes(id),
                number,
                answer,
                detail);
    }

    private void report(UUID id, String group, ReceiptKind kind, @Nullable String position) {
        report(id, group, kind, 0, position);
    }

    private void report(UUID id, String group, ReceiptKind kind, int round, @Nullable String position) {
        boolean failure = kind == ReceiptKind.REJECTED;
        Receipt receipt = new Receipt(
                id,
                topic,
                group,
                kind,
                1,
                round,
                "pod-3",
                position,
                null,
                null,
                failure
                        ? new ConsumeError(
                                DeadLetterReason.REJECTED, "java.lang.IllegalStateException", "no points left", null)
                        : null);
        producer.call(HttpMethod.POST, "/v1/receipts", Api.body(new ReceiptBatch(List.of(receipt))));
    }

    private long claimedNotice() {
        return administrator
                .json(producer.call(
                        HttpMethod.POST, "/v1/notices/claim", Api.body(new NoticeClaim(List.of(topic), 10))))
                .get("notices")
                .get(0)
                .get("number")
                .asLong();
    }

    private UUID caseOf(UUID id) {
        return Ids.fromBytes(jdbc.queryForObject(
                "SELECT id FROM dead_letter WHERE message_id = ?", byte[].class, (Object) Ids.toBytes(id)));
    }

    private void decide(UUID deadLetter, String verb, String reason) {
        administrator
                .post("/v1/dead-letters/" + deadLetter + "/" + verb, Api.body("reason", reason))
                .expectStatus()
                .isOk();
    }

    private JsonNode timeline(UUID id) {
        return administrator.json(administrator.call(HttpMethod.GET, "/v1/messages/" + id + "/timeline", null));
    }

    private static List<String> kinds(JsonNode timeline) {
        return StreamSupport.stream(timeline.get("events").spliterator(), false)
                .map(each -> each.get("kind").asString())
                .toList();
    }

    private static void with(JsonNode event, Consumer<JsonNode> assertions) {
        assertions.accept(event);
    }

    private static JsonNode event(JsonNode timeline, String kind) {
        return StreamSupport.stream(timeline.get("events").spliterator(), false)
                .filter(each -> each.get("kind").asString().equals(kind))
                .findFirst()
                .orElseThrow();
    }
}
