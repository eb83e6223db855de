package io.reliablemessage.service.pause;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.protocol.management.PauseKind;
import io.reliablemessage.protocol.management.PauseRequest;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.service.CoreTest;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.RecordingBroker;
import io.reliablemessage.service.Rows;
import io.reliablemessage.service.Together;
import io.reliablemessage.service.Traffic;
import io.reliablemessage.service.deadletter.DeadLetterDecisions;
import io.reliablemessage.service.delivery.Claims;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.JdbcSeparations;
import io.reliablemessage.service.outbox.JsonRows;
import io.reliablemessage.service.outbox.MessageSearch;
import io.reliablemessage.service.outbox.OutboundMessage;
import io.reliablemessage.service.outbox.Outbox;
import io.reliablemessage.service.outbox.Shards;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.security.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a pause holds waits and loses nothing, what it does not hold goes on, and everything follows when it ends. */
@CoreTest
class PausedDeliveryTest {
    private static final Caller OPERATOR = new Caller(null, "ann", Role.OPERATOR);
    private static final int FIRST = 0;
    private static final int SECOND = 1;

    @Autowired
    Pauses pauses;

    @Autowired
    PausesInForce inForce;

    @Autowired
    EndOfPauses endOfPauses;

    @Autowired
    JdbcPauses table;

    @Autowired
    Transactions transactions;

    @Autowired
    Holds holds;

    @Autowired
    JdbcSeparations separations;

    @Autowired
    JdbcHolds held;

    @Autowired
    Outbox outbox;

    @Autowired
    Claims claims;

    @Autowired
    DeadLetterDecisions decisions;

    @Autowired
    MessageSearch search;

    @Autowired
    Traffic traffic;

    @Autowired
    RecordingBroker broker;

    @Autowired
    Producer producer;

    @Autowired
    Rows rows;

    @Autowired
    JdbcTemplate jdbc;

    int application;
    Producer.TopicOnTest topic;

    @BeforeEach
    void register() {
        application = producer.application();
        topic = producer.topic(
                Producer.Rules.SLOW,
                application,
                Traffic.group(application, FIRST),
                Traffic.group(application, SECOND));
    }

    @AfterEach
    void endAll() {
        jdbc.update("UPDATE pause SET ended_at = UTC_TIMESTAMP(3) WHERE ended_at IS NULL");
        giveBackAll();
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM pause", Integer.class))
                .isZero();
        assertThat(jdbc.queryForObject(
                        "SELECT (SELECT COUNT(*) FROM message WHERE due_shard > 15) + (SELECT COUNT(*) FROM group_delivery WHERE due_shard > 15)",
                        Integer.class))
                .as("rows in shards that nobody looks at")
                .isZero();
        inForce.refresh();
    }

    @Test
    void pausedTopicIsNotDeliveredAtItsConfirmsNorLaterWhileOthersAre() {
        pause(PauseKind.TOPIC, topic.name());
        UUID submitted = traffic.submit(application, topic);
        UUID confirmed = message();
        outbox.confirm(application, List.of(confirmed));
        Producer.TopicOnTest other =
                producer.topic(Producer.Rules.SLOW, application, Traffic.group(application, FIRST));
        NewMessage flowing = Producer.message(other.name());
        outbox.submit(application, List.of(flowing));
        assertThat(broker.deliveriesOf(flowing.id())).hasSize(1);
        redeliver(flowing.id());
        assertThat(broker.deliveriesOf(flowing.id())).hasSize(2);
        for (UUID id : List.of(submitted, confirmed)) {
            step(id);
            for (int i = 0; i < 5; i++) {
                redeliver(id);
            }
            assertThat(broker.deliveriesOf(id)).isEmpty();
            assertThat(rows.message(id).orElseThrow().attempts()).isZero();
            assertThat(rows.stateOf(id)).isEqualTo(MessageState.CONFIRMED);
        }
        resume(PauseKind.TOPIC, topic.name());
        for (UUID id : List.of(submitted, confirmed)) {
            step(id);
            assertThat(broker.deliveriesOf(id)).singleElement().satisfies(delivery -> {
                assertThat(delivery.attempt()).isEqualTo(1);
                assertThat(delivery.groups())
                        .containsExactly(Traffic.group(application, FIRST), Traffic.group(application, SECOND));
            });
        }
    }

    @Test
    void pausedApplicationIsTheOneThatSentTheMessage() {
        int otherSender = producer.application();
        pause(PauseKind.APPLICATION, applicationName());
        UUID waiting = traffic.submit(application, topic);
        NewMessage flowing = Producer.message(topic.name());
        outbox.submit(otherSender, List.of(flowing));
        redeliver(waiting);
        assertThat(broker.deliveriesOf(waiting)).isEmpty();
        assertThat(broker.deliveriesOf(flowing.id())).hasSize(1);
        resume(PauseKind.APPLICATION, applicationName());
        step(waiting);
        assertThat(broker.deliveriesOf(waiting)).hasSize(1);
    }

    @Test
    void pauseThatBeginsDuringRedeliveryUsesUpNoAttemptAndBuriesNothing() {
        UUID id = traffic.submit(application, topic);
        UUID spent = traffic.submit(application, topic);
        pause(PauseKind.TOPIC, topic.name());
        rows.useUpAttempts(spent, 3);
        for (int i = 0; i < 4; i++) {
            redeliver(id);
            redeliver(spent);
        }
        assertThat(broker.deliveriesOf(id)).hasSize(1);
        assertThat(rows.message(id).orElseThrow().attempts()).isEqualTo(1);
        assertThat(rows.stateOf(spent)).isEqualTo(MessageState.CONFIRMED);
        assertThat(rows.cases(spent)).isEmpty();
        resume(PauseKind.TOPIC, topic.name());
        step(id);
        step(spent);
        assertThat(broker.deliveriesOf(id)).extracting(OutboundMessage::attempt).containsExactly(1, 2);
        assertThat(rows.stateOf(spent)).as("its attempts were used up before").isEqualTo(MessageState.DEAD);
    }

    @Test
    void otherGroupsGetTheirsAtOnceAndThePausedOneWhenItIsResumed() {
        pause(PauseKind.GROUP, Traffic.group(application, SECOND));
        UUID submitted = traffic.submit(application, topic);
        UUID confirmed = message();
        outbox.confirm(application, List.of(confirmed));
        for (UUID id : List.of(submitted, confirmed)) {
            assertThat(broker.deliveriesOf(id))
                    .singleElement()
                    .satisfies(delivery ->
                            assertThat(delivery.groups()).containsExactly(Traffic.group(application, FIRST)));
            assertThat(rows.groups(id).get(SECOND).attempts()).isZero();
            report(id, FIRST, ReceiptKind.CONSUMED, 1);
            for (int i = 0; i < 4; i++) {
                redeliver(id);
            }
            assertThat(rows.stateOf(id)).isEqualTo(MessageState.CONFIRMED);
            assertThat(rows.groups(id).get(SECOND).attempts()).isZero();
            assertThat(broker.deliveriesOf(id)).hasSize(1);
        }
        resume(PauseKind.GROUP, Traffic.group(application, SECOND));
        for (UUID id : List.of(submitted, confirmed)) {
            step(id);
            assertThat(broker.deliveriesOf(id)).hasSize(2);
            assertThat(broker.deliveriesOf(id).get(1)).satisfies(delivery -> {
                assertThat(delivery.groups()).containsExactly(Traffic.group(application, SECOND));
                assertThat(delivery.attempt()).isEqualTo(1);
                assertThat(delivery.round()).isZero();
            });
            report(id, SECOND, ReceiptKind.CONSUMED, 1);
            assertThat(rows.stateOf(id)).isEqualTo(MessageState.CONSUMED);
        }
    }

    @Test
    void groupThatIsPausedLaterKeepsTheAttemptsThatItHad() {
        UUID id = traffic.submit(application, topic);
        redeliver(id);
        pause(PauseKind.GROUP, Traffic.group(application, SECOND));
        redeliver(id);
        redeliver(id);
        assertThat(broker.deliveriesOf(id)).hasSize(3);
        assertThat(broker.deliveriesOf(id).get(2)).satisfies(delivery -> {
            assertThat(delivery.groups()).containsExactly(Traffic.group(application, FIRST));
            assertThat(delivery.attempt()).isEqualTo(3);
        });
        assertThat(rows.groups(id).get(SECOND).attempts()).isEqualTo(2);
        assertThat(rows.cases(id)).as("only the group that goes on").containsOnlyKeys(FIRST);
        resume(PauseKind.GROUP, Traffic.group(application, SECOND));
        step(id);
        assertThat(broker.deliveriesOf(id).get(3)).satisfies(delivery -> {
            assertThat(delivery.groups()).containsExactly(Traffic.group(application, SECOND));
            assertThat(delivery.attempt()).isEqualTo(3);
        });
        assertThat(rows.attempts(id)).contains("1:0:1:NO_RECEIPT", "1:0:2:NO_RECEIPT");
    }

    @Test
    void eachOfSeveralPausedGroupsWaitsForItsOwnResume() {
        pause(PauseKind.GROUP, Traffic.group(application, FIRST));
        pause(PauseKind.GROUP, Traffic.group(application, SECOND));
        UUID id = traffic.submit(application, topic);
        redeliver(id);
        redeliver(id);
        assertThat(broker.deliveriesOf(id)).isEmpty();
        assertThat(rows.message(id).orElseThrow().dueInMillis()).isNull();
        resume(PauseKind.GROUP, Traffic.group(application, SECOND));
        step(id);
        assertThat(broker.deliveriesOf(id))
                .singleElement()
                .satisfies(
                        delivery -> assertThat(delivery.groups()).containsExactly(Traffic.group(application, SECOND)));
        report(id, SECOND, ReceiptKind.CONSUMED, 1);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.CONFIRMED);
        resume(PauseKind.GROUP, Traffic.group(application, FIRST));
        step(id);
        report(id, FIRST, ReceiptKind.CONSUMED, 1);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.CONSUMED);
    }

    @Test
    void topicAndGroupPausedTogetherNeedBothResumes() {
        pause(PauseKind.TOPIC, topic.name());
        pause(PauseKind.GROUP, Traffic.group(application, SECOND));
        UUID id = traffic.submit(application, topic);
        redeliver(id);
        resume(PauseKind.TOPIC, topic.name());
        step(id);
        assertThat(broker.deliveriesOf(id))
                .singleElement()
                .satisfies(
                        delivery -> assertThat(delivery.groups()).containsExactly(Traffic.group(application, FIRST)));
        resume(PauseKind.GROUP, Traffic.group(application, SECOND));
        step(id);
        assertThat(broker.deliveriesOf(id)).hasSize(2);
    }

    @Test
    void replayWaitsForTheResume() {
        for (PauseKind kind : List.of(PauseKind.TOPIC, PauseKind.GROUP)) {
            UUID id = traffic.submit(application, topic);
            report(id, FIRST, ReceiptKind.REJECTED, 1);
            String name = kind == PauseKind.TOPIC ? topic.name() : Traffic.group(application, FIRST);
            pause(kind, name);
            decisions.replay(rows.cases(id).get(FIRST).id(), "fixed", Producer.OPERATOR);
            step(id);
            rows.makeGroupDue(id, FIRST);
            step(id);
            assertThat(broker.deliveriesOf(id)).hasSize(1);
            assertThat(rows.cases(id).get(FIRST).state()).isEqualTo("REPLAYING");
            resume(kind, name);
            step(id);
            assertThat(broker.deliveriesOf(id)).hasSize(2);
            assertThat(broker.deliveriesOf(id).get(1)).satisfies(delivery -> {
                assertThat(delivery.round()).isEqualTo(1);
                assertThat(delivery.attempt()).isEqualTo(1);
            });
        }
    }

    @Test
    void receiptsOfWhatWasSentBeforeCount() {
        UUID consumed = traffic.submit(application, topic);
        UUID failed = traffic.submit(application, topic);
        pause(PauseKind.TOPIC, topic.name());
        redeliver(consumed);
        redeliver(failed);
        report(consumed, FIRST, ReceiptKind.CONSUMED, 1);
        assertThat(rows.message(consumed).orElseThrow().sets().owing()).isEqualTo(0b10);
        report(consumed, SECOND, ReceiptKind.CONSUMED, 1);
        assertThat(rows.stateOf(consumed)).isEqualTo(MessageState.CONSUMED);
        report(failed, FIRST, ReceiptKind.FAILED, 1);
        rows.makeGroupDue(failed, FIRST);
        step(failed);
        assertThat(broker.deliveriesOf(failed)).hasSize(1);
        report(failed, SECOND, ReceiptKind.CONSUMED, 1);
        resume(PauseKind.TOPIC, topic.name());
        step(failed);
        assertThat(broker.deliveriesOf(failed)).hasSize(2);
        assertThat(broker.deliveriesOf(failed).get(1).groups()).containsExactly(Traffic.group(application, FIRST));
        assertThat(broker.deliveriesOf(failed).get(1).attempt()).isEqualTo(2);
    }

    @Test
    void whatExpiresInAPauseExpires() {
        pause(PauseKind.TOPIC, topic.name());
        NewMessage message =
                Producer.messageExpiring(topic.name(), Instant.now().plusSeconds(600), null);
        outbox.submit(application, List.of(message));
        step(message.id());
        assertThat(rows.message(message.id()).orElseThrow().dueInMillis()).isBetween(500_000L, 600_000L);
        rows.letExpire(message.id());
        claims.expireDue(Set.of(Shards.of(message.id())), 1_000);
        assertThat(rows.stateOf(message.id())).isEqualTo(MessageState.EXPIRED);

        resume(PauseKind.TOPIC, topic.name());
        pause(PauseKind.GROUP, Traffic.group(application, SECOND));
        NewMessage ofGroup =
                Producer.messageExpiring(topic.name(), Instant.now().plusSeconds(600), null);
        outbox.submit(application, List.of(ofGroup));
        step(ofGroup.id());
        report(ofGroup.id(), FIRST, ReceiptKind.CONSUMED, 1);
        rows.letExpire(ofGroup.id());
        claims.expireDue(Set.of(Shards.of(ofGroup.id())), 1_000);
        assertThat(rows.stateOf(ofGroup.id())).isEqualTo(MessageState.EXPIRED);
        assertThat(broker.deliveriesOf(ofGroup.id())).hasSize(1);
    }

    @Test
    void delayedMessageAndHeldOneOfATopicWithoutGroupsLeaveThePausedGroupOutToo() {
        pause(PauseKind.GROUP, Traffic.group(application, SECOND));
        NewMessage delayed = new NewMessage(
                Producer.newId(),
                topic.name(),
                null,
                null,
                null,
                null,
                "{}",
                null,
                null,
                null,
                60_000L,
                null,
                null,
                null);
        outbox.submit(application, List.of(delayed));
        redeliver(delayed.id());
        assertThat(broker.deliveriesOf(delayed.id()))
                .singleElement()
                .satisfies(
                        delivery -> assertThat(delivery.groups()).containsExactly(Traffic.group(application, FIRST)));

        Producer.TopicOnTest empty = producer.topic(Producer.Rules.SLOW, application);
        NewMessage early = Producer.message(empty.name());
        outbox.submit(application, List.of(early));
        producer.subscribe(empty.id(), application, Traffic.group(application, FIRST));
        producer.subscribe(empty.id(), application, Traffic.group(application, SECOND));
        inForce.refresh();
        redeliver(early.id());
        step(early.id());
        assertThat(broker.deliveriesOf(early.id())).singleElement().satisfies(delivery -> {
            assertThat(delivery.groups()).containsExactly(Traffic.group(application, FIRST));
            assertThat(delivery.attempt()).isEqualTo(1);
        });
    }

    @Test
    void messageThatWasPublishedBeforeAnybodySubscribedLeavesThePausedGroupOut() {
        Producer.TopicOnTest empty = producer.topic(Producer.Rules.SLOW.endingAtBroker(), application);
        NewMessage early = new NewMessage(
                Producer.newId(),
                empty.name(),
                null,
                null,
                null,
                null,
                "{}",
                null,
                null,
                null,
                60_000L,
                null,
                null,
                null);
        outbox.submit(application, List.of(early));
        rows.useUpAttempts(early.id(), 3);
        producer.subscribe(empty.id(), application, Traffic.group(application, FIRST));
        producer.subscribe(empty.id(), application, Traffic.group(application, SECOND));
        pause(PauseKind.GROUP, Traffic.group(application, SECOND));
        step(early.id());
        step(early.id());
        assertThat(broker.deliveriesOf(early.id())).singleElement().satisfies(delivery -> {
            assertThat(delivery.groups()).containsExactly(Traffic.group(application, FIRST));
            assertThat(delivery.attempt()).isEqualTo(1);
        });
        resume(PauseKind.GROUP, Traffic.group(application, SECOND));
        step(early.id());
        assertThat(broker.deliveriesOf(early.id())).hasSize(2);
        assertThat(rows.cases(early.id())).isEmpty();
    }

    @Test
    void messageThatSomeGroupsWaitForIsReadAgainBeforeTheOthersGetIt() {
        UUID id = traffic.submit(application, topic);
        pause(PauseKind.GROUP, Traffic.group(application, SECOND));
        traffic.claimed(id);
        rows.makeDue(id);
        Claims.Won first = claims.claimDue(Set.of(Shards.of(id)), 1_000);
        assertThat(first.messages()).noneMatch(each -> each.id().equals(id));
        assertThat(first.more()).isTrue();
        assertThat(traffic.claimed(id))
                .singleElement()
                .satisfies(
                        delivery -> assertThat(delivery.groups()).containsExactly(Traffic.group(application, FIRST)));
    }

    @Test
    void pausedGroupIsSeparatedWhateverBecameOfAnotherMeanwhile() {
        String third = "group-2-" + application;
        producer.subscribe(topic.id(), application, third);
        UUID id = traffic.submit(application, topic);
        report(id, FIRST, ReceiptKind.CONSUMED, 1);
        report(id, SECOND, ReceiptKind.FAILED, 1);
        long dueOfSecond = rows.groups(id).get(SECOND).dueInMillis();
        transactions.run(() -> separations.separate(new JsonRows()
                .row(id)
                .with("seen", 1)
                .with("attempts", 1)
                .with("bits", 0b111)
                .with("shard", Shards.of(id))));
        assertThat(rows.message(id).orElseThrow().sets().owing()).isZero();
        assertThat(rows.message(id).orElseThrow().sets().retrying()).isEqualTo(0b110);
        assertThat(rows.groups(id)).containsOnlyKeys(SECOND, 2);
        assertThat(rows.groups(id).get(SECOND).dueInMillis())
                .as("keeps its schedule")
                .isBetween(dueOfSecond - 60_000, dueOfSecond);
    }

    @Test
    void whatIsSetAsideIsNotTouchedAgainAndStandsInNobodysWay() {
        pause(PauseKind.TOPIC, topic.name());
        List<UUID> waiting = Stream.generate(Producer::newId)
                .filter(id -> Shards.of(id) == 9)
                .limit(40)
                .toList();
        outbox.submit(
                application,
                waiting.stream()
                        .map(id -> Producer.message(id, topic.name(), "{}"))
                        .toList());
        int steps = 1;
        while (steps < 50 && claims.claimDue(Set.of(9), 5).more()) {
            steps++;
        }
        assertThat(steps).isBetween(8, 30);
        List<String> aside = waiting.stream().map(rows::everything).toList();
        claims.claimDue(Set.of(9), 1_000);
        assertThat(waiting.stream().map(rows::everything).toList()).isEqualTo(aside);
        assertThat(search.byId(waiting.get(0)).orElseThrow().message().dueAt())
                .as("nothing is due of it")
                .isNull();
    }

    @Test
    void nodeThatHasNotHeardOfTheResumeSetsNothingAside() {
        pause(PauseKind.TOPIC, topic.name());
        Pause known = inForce.now().of(topic.id(), application).orElseThrow();
        UUID id = traffic.submit(application, topic);
        pauses.end(PauseKind.TOPIC, topic.name(), "mended", OPERATOR);
        String before = rows.everything(id);
        assertThat(holds.holdMessages(known, List.of(id))).isFalse();
        assertThat(rows.everything(id)).isEqualTo(before);
        giveBackAll();
        assertThat(holds.holdMessages(known, List.of(id)))
                .as("the pause is gone altogether")
                .isFalse();
    }

    @Test
    void nodeThatWasLongPausedSetsNothingAsideThatMovedOn() {
        UUID consumed = traffic.submit(application, topic);
        report(consumed, FIRST, ReceiptKind.CONSUMED, 1);
        report(consumed, SECOND, ReceiptKind.CONSUMED, 1);
        UUID claimed = traffic.submit(application, topic);
        pause(PauseKind.TOPIC, topic.name());
        Pause known = inForce.now().of(topic.id(), application).orElseThrow();
        for (UUID id : List.of(consumed, claimed)) {
            String before = rows.everything(id);
            assertThat(holds.holdMessages(known, List.of(id))).isTrue();
            assertThat(rows.everything(id)).isEqualTo(before);
        }
    }

    @Test
    void attemptThatComesBackLateFromTheBrokerIsGivenBackToWhatWaits() {
        UUID id = traffic.submit(application, topic);
        OutboundMessage first = broker.deliveriesOf(id).get(0);
        pause(PauseKind.TOPIC, topic.name());
        redeliver(id);
        claims.postpone(List.of(first), 1_000);
        assertThat(rows.message(id).orElseThrow().attempts()).isZero();
        assertThat(rows.message(id).orElseThrow().dueInMillis())
                .as("still set aside")
                .isGreaterThan(Duration.ofDays(365).toMillis());
    }

    @Test
    void pauseEndsWhenItsTimeHasPassedAndThatIsNotedOnce() {
        pauses.put(
                PauseKind.TOPIC,
                topic.name(),
                new PauseRequest("until noon", Instant.now().plusSeconds(600)),
                OPERATOR);
        UUID id = traffic.submit(application, topic);
        step(id);
        jdbc.update("UPDATE pause SET until_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE name = ?", topic.name());
        inForce.refresh();
        UUID next = traffic.submit(application, topic);
        assertThat(broker.deliveriesOf(next)).as("not held any more").hasSize(1);
        assertThat(anyIsOver()).isTrue();
        giveBackAll();
        endOfPauses.step(Set.of());
        step(id);
        assertThat(broker.deliveriesOf(id)).hasSize(1);
        assertThat(jdbc.queryForList(
                        "SELECT CONCAT(actor, ' ', action, ' ', reason) FROM audit WHERE target = ? ORDER BY number",
                        String.class,
                        "topic " + topic.name()))
                .containsExactly("ann PAUSED until noon", "message-service RESUMED Its time has passed");
        inForce.refresh();
        assertThat(anyIsOver()).isFalse();
    }

    @Test
    void nodesThatFindATimePassedAtOnceNoteItOnce() throws Exception {
        pauses.put(
                PauseKind.TOPIC,
                topic.name(),
                new PauseRequest("until noon", Instant.now().plusSeconds(600)),
                OPERATOR);
        step(traffic.submit(application, topic));
        jdbc.update("UPDATE pause SET until_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE name = ?", topic.name());
        Pause pause = table.all().get(0).pause();
        List<Boolean> ended = Together.run(4, node -> () -> transactions.run(() -> table.endPassed(pause.id())));
        assertThat(ended).containsOnlyOnce(true);
    }

    @Test
    void givesBackAFewAtFirstThenMoreTheOldestFirst() {
        pause(PauseKind.TOPIC, topic.name());
        List<UUID> waiting = IntStream.range(0, 700).mapToObj(i -> message()).toList();
        outbox.confirm(application, waiting);
        for (int i = 0; i < 50 && claims.claimDue(shards(), 200).more(); i++) {
            assertThat(broker.deliveriesOf(waiting.get(i))).isEmpty();
        }
        Pause pause = inForce.now().of(topic.id(), application).orElseThrow();
        List<UUID> oldestFirst = waiting.stream().sorted(Ids::compare).toList();
        assertThat(held.heldMessages("CONFIRMED", pause.shard(), 1_000)).isEqualTo(oldestFirst);
        pauses.end(PauseKind.TOPIC, topic.name(), "mended", OPERATOR);
        endOfPauses.step(Set.of());
        List<UUID> left = held.heldMessages("CONFIRMED", pause.shard(), 1_000);
        assertThat(left).hasSizeBetween(200, 500).isEqualTo(oldestFirst.subList(700 - left.size(), 700));
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM pause WHERE id = ?", Integer.class, pause.id()))
                .as("stays until all is given back")
                .isEqualTo(1);

        pause(PauseKind.TOPIC, topic.name());
        assertThat(inForce.now().of(topic.id(), application)).contains(pause);
        giveBackAll();
        assertThat(held.heldMessages("CONFIRMED", pause.shard(), 1_000)).isEqualTo(left);
    }

    private static Set<Integer> shards() {
        return IntStream.range(0, Shards.COUNT).boxed().collect(Collectors.toSet());
    }

    private void pause(PauseKind kind, String name) {
        pauses.put(kind, name, new PauseRequest("maintenance", null), OPERATOR);
    }

    private String applicationName() {
        return jdbc.queryForObject("SELECT name FROM application WHERE id = ?", String.class, application);
    }

    private void resume(PauseKind kind, String name) {
        pauses.end(kind, name, "mended", OPERATOR);
        giveBackAll();
    }

    private boolean anyIsOver() {
        return Boolean.TRUE.equals(jdbc.queryForObject("SELECT " + endOfPauses.sign(), Boolean.class));
    }

    private void giveBackAll() {
        inForce.refresh();
        for (int i = 0; i < 50 && anyIsOver(); i++) {
            endOfPauses.step(Set.of());
            inForce.refresh();
        }
    }

    private UUID message() {
        NewMessage message = Producer.message(topic.name());
        outbox.prepare(application, List.of(message));
        return message.id();
    }

    private void redeliver(UUID id) {
        rows.makeDue(id);
        step(id);
    }

    /** Claims twice: what gets its own schedule in the first pass is claimed on it in the second. */
    private void step(UUID id) {
        for (int i = 0; i < 2; i++) {
            traffic.step(id);
        }
    }

    private void report(UUID id, int position, ReceiptKind kind, int attempt) {
        traffic.report(application, topic, id, position, kind, attempt);
    }
}
