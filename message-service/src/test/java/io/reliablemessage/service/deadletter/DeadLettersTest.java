package io.reliablemessage.service.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.ServiceTest;
import io.reliablemessage.service.application.Subscription;
import io.reliablemessage.service.application.Topic;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.Transactions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

@ServiceTest
class DeadLettersTest {
    private final Api administrator;
    private final JdbcClient jdbc;
    private final TopicCatalog topics;
    private final DeadLetters deadLetters;
    private final Transactions transactions;
    private final DeferredReplay deferredReplay;

    private Topic topic;
    private Subscription points;
    private Subscription coupons;

    DeadLettersTest(
            RestTestClient http,
            JdbcClient jdbc,
            TopicCatalog topics,
            DeadLetters deadLetters,
            Transactions transactions,
            DeferredReplay deferredReplay) {
        administrator = Api.administrator(http);
        this.jdbc = jdbc;
        this.topics = topics;
        this.deadLetters = deadLetters;
        this.transactions = transactions;
        this.deferredReplay = deferredReplay;
    }

    @BeforeEach
    void register() {
        useTopic("{}");
    }

    private void useTopic(String rules) {
        topic = topics.byName(administrator.topic(rules)).orElseThrow();
        Api consumer = administrator.application(Api.name("consumer"));
        points = subscribe(consumer, Api.name("points"));
        coupons = subscribe(consumer, Api.name("coupons"));
    }

    private Subscription subscribe(Api consumer, String group) {
        consumer.put("/v1/topics/" + topic.name() + "/subscriptions/" + group, null)
                .expectStatus()
                .isOk();
        return topics.subscription(topic.id(), group).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "OPEN,      replay,  200, REPLAYING",
        "OPEN,      discard, 200, DISCARDED",
        "REPLAYING, replay,  409, REPLAYING",
        "REPLAYING, discard, 409, REPLAYING",
        "RESOLVED,  replay,  409, RESOLVED",
        "RESOLVED,  discard, 409, RESOLVED",
        "DISCARDED, replay,  409, DISCARDED",
        "DISCARDED, discard, 409, DISCARDED"
    })
    void decisionMovesOpenCasesOnly(DeadLetterState from, String verb, int status, DeadLetterState to) {
        UUID message = deadMessage(points);
        UUID id = caseIn(from, message);
        Map<String, Object> messageBefore = message(message);
        RestTestClient.BodyContentSpec answer =
                decide(id, verb, "because").expectStatus().isEqualTo(status).expectBody();
        if (status == 200) {
            answer.jsonPath("$.state")
                    .isEqualTo(to.name())
                    .jsonPath("$.warning")
                    .doesNotExist();
        } else {
            answer.jsonPath("$.detail")
                    .value(String.class, detail -> assertThat(detail).startsWith("The dead letter is " + to))
                    .jsonPath("$.id")
                    .isEqualTo(id.toString());
            assertThat(message(message)).isEqualTo(messageBefore);
        }
        assertThat(state(id)).isEqualTo(to);
    }

    @ParameterizedTest
    @CsvSource({
        "OPEN,      bury,    OPEN",
        "REPLAYING, bury,    OPEN",
        "RESOLVED,  bury,    RESOLVED",
        "DISCARDED, bury,    DISCARDED",
        "OPEN,      resolve, RESOLVED",
        "REPLAYING, resolve, RESOLVED",
        "RESOLVED,  resolve, RESOLVED",
        "DISCARDED, resolve, DISCARDED"
    })
    void reportsMoveCasesThatAreNotClosed(DeadLetterState from, String verb, DeadLetterState to) {
        UUID message = deadMessage(points);
        UUID id = caseIn(from, message);
        Map<String, Object> before = row(id);
        if (verb.equals("bury")) {
            bury(message, points, "later.Error", "second", 2);
        } else {
            resolve(message, points);
        }
        assertThat(state(id)).isEqualTo(to);
        if (from == DeadLetterState.RESOLVED || from == DeadLetterState.DISCARDED) {
            assertThat(row(id)).isEqualTo(before);
        }
    }

    @Test
    void buriedMessageHasOneCasePerGroup() {
        UUID message = deadMessage(points, coupons);
        bury(message, points, "a.Error", "for points", 3);
        bury(message, coupons, "b.Error", "for coupons", 5);
        bury(message, points, "a.Error", "for points again", 3);
        administrator
                .get("/v1/dead-letters?topic=" + topic.name())
                .expectBody()
                .jsonPath("$.items.length()")
                .isEqualTo(2)
                .jsonPath("$.items[0].group")
                .isEqualTo(coupons.group())
                .jsonPath("$.items[0].attempts")
                .isEqualTo(5)
                .jsonPath("$.items[1].group")
                .isEqualTo(points.group())
                .jsonPath("$.items[1].firstError")
                .isEqualTo("for points")
                .jsonPath("$.items[1].lastError")
                .isEqualTo("for points again")
                .jsonPath("$.items[1].attempts")
                .isEqualTo(3);
    }

    @Test
    void failedReplayOpensTheSameCaseAgain() {
        UUID message = deadMessage(points);
        bury(message, points, "a.Error", "first", 3);
        UUID id = caseOf(message, points);
        decide(id, "replay", "fixed").expectStatus().isOk();
        bury(message, points, "b.Error", "second", 2);
        administrator
                .get("/v1/dead-letters/" + id)
                .expectBody()
                .jsonPath("$.state")
                .isEqualTo("OPEN")
                .jsonPath("$.rounds")
                .isEqualTo(1)
                .jsonPath("$.attempts")
                .isEqualTo(5)
                .jsonPath("$.firstError")
                .isEqualTo("first")
                .jsonPath("$.lastError")
                .isEqualTo("second")
                .jsonPath("$.errorType")
                .isEqualTo("b.Error")
                .jsonPath("$.replayReason")
                .isEqualTo("fixed");
    }

    @Test
    void replayGivesTheFailedGroupAloneAFreshBudget() {
        UUID message = deadMessage(points, coupons);
        bury(message, points, "a.Error", "x", 3);
        bury(message, coupons, "a.Error", "x", 3);
        decide(caseOf(message, points), "replay", "fixed").expectStatus().isOk();

        Map<String, Object> row = message(message);
        assertThat(row)
                .containsEntry("state", "CONFIRMED")
                .containsEntry("finished_at", null)
                .containsEntry("due_at", null)
                .containsEntry("groups_retrying", points.bit())
                .containsEntry("groups_dead", coupons.bit());
        assertThat(delivery(message, points))
                .containsEntry("round", 1)
                .containsEntry("attempts", 0)
                .containsEntry("is_due", "yes");
        assertThat(deliveries(message)).isEqualTo(1);
    }

    @Test
    void secondReplayStartsTheNextRound() {
        UUID message = deadMessage(points);
        bury(message, points, "a.Error", "x", 3);
        UUID id = caseOf(message, points);
        decide(id, "replay", "once").expectStatus().isOk();
        jdbc.sql(
                        "UPDATE group_delivery SET attempts = 3, due_at = NULL, due_shard = NULL, claim = 7 WHERE message_id = :id")
                .param("id", Ids.toBytes(message))
                .update();
        makeDead(message, points.bit());
        bury(message, points, "a.Error", "x", 3);
        decide(id, "replay", "twice").expectStatus().isOk();
        assertThat(delivery(message, points))
                .containsEntry("round", 2)
                .containsEntry("attempts", 0)
                .containsEntry("claim", null)
                .containsEntry("is_due", "yes");
    }

    @Test
    void replayOfExpiredMessageWarnsAndIgnoresTheExpiry() {
        UUID message = deadMessage(points);
        jdbc.sql("UPDATE message SET expires_at = UTC_TIMESTAMP(3) - INTERVAL 1 HOUR WHERE id = :id")
                .param("id", Ids.toBytes(message))
                .update();
        bury(message, points, "a.Error", "x", 3);
        decide(caseOf(message, points), "replay", "still wanted")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.warning")
                .value(String.class, warning -> assertThat(warning).contains("expired"));
        assertThat(delivery(message, points)).containsEntry("expires_at", null);
    }

    @Test
    void messageThatExpiredForAnotherGroupCannotBeReplayed() {
        UUID message = deadMessage(points);
        bury(message, points, "a.Error", "x", 3);
        jdbc.sql("UPDATE message SET state = 'EXPIRED' WHERE id = :id")
                .param("id", Ids.toBytes(message))
                .update();
        UUID id = caseOf(message, points);
        decide(id, "replay", "please")
                .expectStatus()
                .isEqualTo(HttpStatus.CONFLICT)
                .expectBody()
                .jsonPath("$.detail")
                .value(String.class, detail -> assertThat(detail).contains("its message is EXPIRED"));
        assertThat(state(id)).isEqualTo(DeadLetterState.OPEN);
        decide(id, "discard", "then not").expectStatus().isOk();
        assertThat(message(message)).containsEntry("state", "EXPIRED").containsEntry("groups_discarded", points.bit());
    }

    @Test
    void messageIsDiscardedWithItsLastOpenCase() {
        UUID message = deadMessage(points, coupons);
        bury(message, points, "a.Error", "x", 3);
        bury(message, coupons, "a.Error", "x", 3);
        decide(caseOf(message, points), "discard", "test data").expectStatus().isOk();
        assertThat(message(message)).containsEntry("state", "DEAD").containsEntry("groups_dead", coupons.bit());
        decide(caseOf(message, coupons), "discard", "test data")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.closedReason")
                .isEqualTo("test data")
                .jsonPath("$.closedAt")
                .exists();
        assertThat(message(message))
                .containsEntry("state", "DISCARDED")
                .containsEntry("groups_discarded", points.bit() | coupons.bit());
    }

    @Test
    void messageThatAnotherGroupStillAwaitsIsNotDiscarded() {
        UUID message = deadMessage(points);
        bury(message, points, "a.Error", "x", 3);
        jdbc.sql("""
                UPDATE message SET state = 'CONFIRMED', finished_at = NULL, groups_all = :all, groups_retrying = :other WHERE id = :id
                """)
                .param("all", points.bit() | coupons.bit())
                .param("other", coupons.bit())
                .param("id", Ids.toBytes(message))
                .update();
        decide(caseOf(message, points), "discard", "not this group")
                .expectStatus()
                .isOk();
        assertThat(message(message)).containsEntry("state", "CONFIRMED").containsEntry("finished_at", null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"replay", "discard"})
    void ofOperatorsWhoDecideAtOnceOneWins(String verb) throws Exception {
        UUID message = deadMessage(points);
        bury(message, points, "a.Error", "x", 3);
        UUID id = caseOf(message, points);
        int operators = 8;
        CyclicBarrier start = new CyclicBarrier(operators);
        ExecutorService threads = Executors.newFixedThreadPool(operators);
        List<Future<Integer>> running = new ArrayList<>();
        for (int i = 0; i < operators; i++) {
            running.add(threads.submit(() -> {
                start.await();
                return decide(id, verb, "me first")
                        .returnResult(String.class)
                        .getStatus()
                        .value();
            }));
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> each : running) {
            statuses.add(each.get());
        }
        threads.shutdown();
        assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 409);
        if (verb.equals("replay")) {
            assertThat(row(id)).containsEntry("rounds", 1);
        }
    }

    @Test
    void automaticReplayStopsAfterTheLastRound() {
        useTopic("{\"replayInterval\":\"PT1H\",\"maxReplayRounds\":2}");
        UUID message = deadMessage(points);
        bury(message, points, "a.Error", "x", 3);
        UUID id = caseOf(message, points);
        deferredReplay.replayDue();
        assertThat(state(id)).isEqualTo(DeadLetterState.OPEN);
        for (int round = 1; round <= 2; round++) {
            makeReplayDue(id);
            deferredReplay.replayDue();
            assertThat(row(id)).containsEntry("state", "REPLAYING").containsEntry("rounds", round);
            makeDead(message, points.bit());
            bury(message, points, "a.Error", "x", 3);
        }
        assertThat(row(id)).containsEntry("state", "OPEN").containsEntry("next_replay_at", null);
    }

    @Test
    void automaticReplayLeavesExpiredMessagesToPeople() {
        useTopic("{\"replayInterval\":\"PT1H\"}");
        UUID message = deadMessage(points);
        jdbc.sql("UPDATE message SET expires_at = UTC_TIMESTAMP(3) WHERE id = :id")
                .param("id", Ids.toBytes(message))
                .update();
        bury(message, points, "a.Error", "x", 3);
        UUID id = caseOf(message, points);
        makeReplayDue(id);
        deferredReplay.replayDue();
        assertThat(row(id)).containsEntry("state", "OPEN").containsEntry("next_replay_at", null);
    }

    @Test
    void caseShowsTheAttemptsOfAllRounds() {
        UUID message = deadMessage(points);
        bury(message, points, "a.Error", "x", 3);
        for (String attempt : List.of("0, 1, 'NO_RECEIPT'", "0, 2, 'FAILED'", "1, 1, 'REJECTED'")) {
            jdbc.sql(
                            "INSERT INTO delivery_attempt (message_id, position, round, attempt, outcome, recorded_at) VALUES (:id, :position, "
                                    + attempt + ", UTC_TIMESTAMP(3))")
                    .param("id", Ids.toBytes(message))
                    .param("position", points.position())
                    .update();
        }
        administrator
                .get("/v1/dead-letters/" + caseOf(message, points))
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.messageId")
                .isEqualTo(message.toString())
                .jsonPath("$.attemptLog[*].outcome")
                .isEqualTo(List.of("NO_RECEIPT", "FAILED", "REJECTED"))
                .jsonPath("$.attemptLog[2].round")
                .isEqualTo(1);
    }

    @Test
    void listsNewestFirstAndGoesOnWhereItStopped() {
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            UUID message = deadMessage(i % 2 == 0 ? points : coupons);
            bury(message, i % 2 == 0 ? points : coupons, i == 4 ? "b.Error" : "a.Error", "x", 1);
            messages.add(0, message.toString());
        }
        String all = "/v1/dead-letters?limit=2&topic=" + topic.name();
        assertThat(walk(all)).containsExactlyInAnyOrderElementsOf(messages);
        assertThat(walk("/v1/dead-letters?limit=2&group=" + points.group())).hasSize(3);
        assertThat(walk(all + "&group=" + coupons.group())).hasSize(2);
        String fingerprint = administrator
                .json(administrator.call(HttpMethod.GET, all, null))
                .get("items")
                .get(0)
                .get("fingerprint")
                .asString();
        assertThat(fingerprint).matches("[0-9a-f]{16}");
        assertThat(walk(all + "&fingerprint=" + fingerprint)).hasSizeBetween(1, 4);
        assertThat(walk(all + "&state=RESOLVED")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"topic=nothing", "group=nobody"})
    void unknownTopicOrGroupIsNotFound(String filter) {
        administrator.get("/v1/dead-letters?" + filter).expectStatus().isNotFound();
    }

    @ParameterizedTest
    @ValueSource(strings = {"replay", "discard"})
    void everyDecisionNeedsReasonAndCase(String verb) {
        UUID id = UUID.fromString("01900000-0000-7000-8000-000000000000");
        decide(id, verb, "because").expectStatus().isNotFound();
        for (String reason : new String[] {"", "  ", "x".repeat(501)}) {
            decide(id, verb, reason)
                    .expectStatus()
                    .isBadRequest()
                    .expectBody()
                    .jsonPath("$.field")
                    .isEqualTo("reason")
                    .jsonPath("$.limit")
                    .isEqualTo(500);
        }
        administrator
                .post("/v1/dead-letters/" + id + "/" + verb, "{}")
                .expectStatus()
                .isBadRequest();
    }

    @ParameterizedTest
    @EnumSource(DeadLetterReason.class)
    void everyReasonCanBeRecorded(DeadLetterReason reason) {
        UUID message = deadMessage(points);
        transactions.run(() -> deadLetters.bury(List.of(new Burial(
                message,
                topic.id(),
                points.id(),
                points.position(),
                reason,
                "e".repeat(300),
                "😀".repeat(3_000),
                null,
                1))));
        assertThat(row(caseOf(message, points))).containsEntry("reason", reason.name());
    }

    @Test
    void replayBeyondTheHorizonWarnsAndIsNotAutomatic() {
        useTopic("{\"replayInterval\":\"PT1M\",\"maxReplayRounds\":3}");
        UUID within = agedMessage(29);
        UUID beyond = agedMessage(31);
        bury(within, points, "a.Error", "x", 3);
        bury(beyond, points, "a.Error", "x", 3);
        jdbc.sql("UPDATE dead_letter SET next_replay_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE topic_id = :topic")
                .param("topic", topic.id())
                .update();
        deferredReplay.replayDue();
        assertThat(state(caseOf(within, points))).isEqualTo(DeadLetterState.REPLAYING);
        assertThat(state(caseOf(beyond, points))).isEqualTo(DeadLetterState.OPEN);
        decide(caseOf(beyond, points), "replay", "still wanted")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.warning")
                .value(String.class, warning -> assertThat(warning).contains("replay horizon of 30 days"));
        assertThat(state(caseOf(beyond, points))).isEqualTo(DeadLetterState.REPLAYING);
    }

    private UUID agedMessage(int days) {
        UUID message = deadMessage(points);
        jdbc.sql("UPDATE message SET created_at = UTC_TIMESTAMP(3) - INTERVAL :days DAY WHERE id = :id")
                .param("days", days)
                .param("id", Ids.toBytes(message))
                .update();
        return message;
    }

    private List<String> walk(String path) {
        List<String> messages = new ArrayList<>();
        String last = "z";
        String next = path;
        while (true) {
            JsonNode page = administrator.json(administrator.call(HttpMethod.GET, next, null));
            for (JsonNode item : page.get("items")) {
                assertThat(item.get("id").asString()).isLessThan(last);
                last = item.get("id").asString();
                messages.add(item.get("messageId").asString());
            }
            if (!page.has("nextCursor")) {
                return messages;
            }
            next = path + "&cursor=" + page.get("nextCursor").asString();
        }
    }

    private RestTestClient.ResponseSpec decide(UUID id, String verb, String reason) {
        return administrator.post("/v1/dead-letters/" + id + "/" + verb, Api.body("reason", reason));
    }

    private UUID deadMessage(Subscription... groups) {
        UUID id = Producer.newId();
        long bits = 0;
        for (Subscription group : groups) {
            bits |= group.bit();
        }
        jdbc.sql("""
                INSERT INTO message (id, application_id, topic_id, state, content_type, content_hash, payload, created_at, confirmed_at,
                                     finished_at, groups_all, groups_dead)
                VALUES (:id, :application, :topic, 'DEAD', 'text/plain', UNHEX(SHA2('', 256)), '', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3),
                        UTC_TIMESTAMP(3), :bits, :bits)
                """)
                .param("id", Ids.toBytes(id))
                .param("application", points.applicationId())
                .param("topic", topic.id())
                .param("bits", bits)
                .update();
        return id;
    }

    private void makeDead(UUID message, long bits) {
        jdbc.sql("""
                UPDATE message SET state = 'DEAD', finished_at = UTC_TIMESTAMP(3), groups_retrying = 0, groups_dead = :bits WHERE id = :id
                """).param("bits", bits).param("id", Ids.toBytes(message)).update();
    }

    private void makeReplayDue(UUID id) {
        int due = jdbc.sql(
                        "UPDATE dead_letter SET next_replay_at = UTC_TIMESTAMP(3) WHERE id = :id AND next_replay_at IS NOT NULL")
                .param("id", Ids.toBytes(id))
                .update();
        assertThat(due).as("planned replays").isEqualTo(1);
    }

    private UUID caseIn(DeadLetterState state, UUID message) {
        bury(message, points, "first.Error", "first", 3);
        UUID id = caseOf(message, points);
        switch (state) {
            case OPEN -> {}
            case REPLAYING -> decide(id, "replay", "r").expectStatus().isOk();
            case DISCARDED -> decide(id, "discard", "d").expectStatus().isOk();
            case RESOLVED -> resolve(message, points);
        }
        assertThat(state(id)).isEqualTo(state);
        return id;
    }

    private void bury(UUID message, Subscription group, String type, String error, int attempts) {
        transactions.run(() -> deadLetters.bury(List.of(new Burial(
                message,
                topic.id(),
                group.id(),
                group.position(),
                DeadLetterReason.ATTEMPTS_EXHAUSTED,
                type,
                error,
                "Points.add",
                attempts))));
    }

    private void resolve(UUID message, Subscription group) {
        transactions.run(() -> deadLetters.resolve(List.of(new CaseKey(message, group.id())), "a late receipt"));
    }

    private UUID caseOf(UUID message, Subscription group) {
        return jdbc.sql("SELECT id FROM dead_letter WHERE message_id = :message AND subscription_id = :group")
                .param("message", Ids.toBytes(message))
                .param("group", group.id())
                .query((row, n) -> Ids.fromBytes(row.getBytes(1)))
                .single();
    }

    private DeadLetterState state(UUID id) {
        return DeadLetterState.valueOf(String.valueOf(row(id).get("state")));
    }

    private Map<String, Object> row(UUID id) {
        return jdbc.sql(
                        "SELECT state, reason, rounds, attempts, last_error, next_replay_at, updated_at FROM dead_letter WHERE id = :id")
                .param("id", Ids.toBytes(id))
                .query()
                .singleRow();
    }

    private Map<String, Object> message(UUID id) {
        return jdbc.sql("""
                        SELECT state, finished_at, due_at, groups_owing, groups_retrying, groups_dead, groups_discarded
                          FROM message WHERE id = :id
                        """).param("id", Ids.toBytes(id)).query().singleRow();
    }

    private Map<String, Object> delivery(UUID message, Subscription group) {
        return jdbc.sql("""
                        SELECT round, attempts, claim, expires_at,
                               IF(due_at <= UTC_TIMESTAMP(3) AND due_shard IS NOT NULL, 'yes', 'no') AS is_due
                          FROM group_delivery WHERE message_id = :id AND position = :position
                        """)
                .param("id", Ids.toBytes(message))
                .param("position", group.position())
                .query()
                .singleRow();
    }

    private long deliveries(UUID message) {
        return jdbc.sql("SELECT COUNT(*) FROM group_delivery WHERE message_id = :id")
                .param("id", Ids.toBytes(message))
                .query(Long.class)
                .single();
    }
}
