package io.reliablemessage.service.republication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.reliablemessage.protocol.ConsumeError;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.protocol.management.PauseKind;
import io.reliablemessage.protocol.management.PauseRequest;
import io.reliablemessage.protocol.management.Republication;
import io.reliablemessage.protocol.management.RepublicationRequest;
import io.reliablemessage.protocol.management.TaskState;
import io.reliablemessage.service.CoreTest;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.Rows;
import io.reliablemessage.service.Traffic;
import io.reliablemessage.service.application.JdbcClock;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.Outbox;
import io.reliablemessage.service.pause.Pauses;
import io.reliablemessage.service.receipt.Receipts;
import io.reliablemessage.service.web.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the broker may have lost is published again, and nobody loses an attempt by it. */
@CoreTest
class RepublicationTest {
    private static final long SOON = Duration.ofMinutes(1).toMillis();

    @Autowired
    Republications republications;

    @Autowired
    RepublicationDuty duty;

    @Autowired
    Outbox outbox;

    @Autowired
    Receipts receipts;

    @Autowired
    Traffic traffic;

    @Autowired
    Pauses pauses;

    @Autowired
    JdbcClock clock;

    @Autowired
    Producer producer;

    @Autowired
    Rows rows;

    @Autowired
    JdbcTemplate jdbc;

    int application;
    Producer.TopicOnTest topic;
    Instant begin;

    @BeforeEach
    void register() {
        jdbc.update(
                "UPDATE republication SET state = 'DONE', at_work = NULL, finished_at = UTC_TIMESTAMP(3) WHERE state = 'RUNNING'");
        application = producer.application();
        topic = producer.topic(
                Producer.Rules.SLOW, application, Producer.newId().toString(), "b" + Producer.newId());
        begin = clock.now();
    }

    @Test
    void messageThatOwesAReceiptIsPublishedAgain() {
        UUID owing = submitted();
        UUID consumed = submitted();
        receipt(consumed, 0, ReceiptKind.CONSUMED, 1);
        receipt(consumed, 1, ReceiptKind.CONSUMED, 1);
        Republication done = republish(topic.name());
        assertThat(done.state()).isEqualTo(TaskState.DONE);
        assertThat(done.republished()).isEqualTo(1);
        assertThat(done.looked()).isGreaterThanOrEqualTo(1);
        assertThat(done.progressPercent()).isEqualTo(100);
        assertThat(traffic.claimed(owing)).singleElement().satisfies(delivery -> {
            assertThat(delivery.attempt()).isEqualTo(2);
            assertThat(delivery.groups()).hasSize(2);
        });
        assertThat(traffic.claimed(consumed)).isEmpty();
    }

    /** Three are allowed; the third was lost with the broker. */
    @Test
    void usesUpNobodysAttemptsAndNoNumberTwice() {
        UUID id = submitted();
        jdbc.update("UPDATE message SET attempts = 3 WHERE id = ?", Ids.toBytes(id));
        republish(null);
        assertThat(traffic.claimed(id))
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.attempt()).isEqualTo(4));
        // The third had arrived all the same, and its report comes late: on record, and nothing more.
        assertThat(receipt(id, 0, ReceiptKind.FAILED, 3).outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(rows.attempts(id)).contains("0:0:3:FAILED:a.Error");
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.CONFIRMED);
        assertThat(receipt(id, 0, ReceiptKind.FAILED, 4).outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(rows.attempts(id)).contains("0:0:4:FAILED:a.Error");
        assertThat(rows.cases(id).get(0).reason()).isEqualTo("ATTEMPTS_EXHAUSTED");
        assertThat(receipt(id, 1, ReceiptKind.CONSUMED, 4).outcome()).isEqualTo(Outcome.APPLIED);
    }

    @Test
    void groupOnItsOwnScheduleIsDueAtOnceWithOneAttemptMore() {
        UUID id = submitted();
        receipt(id, 0, ReceiptKind.FAILED, 1);
        receipt(id, 1, ReceiptKind.CONSUMED, 1);
        assertThat(rows.groups(id).get(0).dueInMillis()).isGreaterThan(SOON);
        assertThat(republish(topic.name()).republished()).isEqualTo(1);
        assertThat(rows.groups(id).get(0).dueInMillis()).isLessThanOrEqualTo(0);
        assertThat(traffic.claimed(id)).singleElement().satisfies(delivery -> {
            assertThat(delivery.attempt()).isEqualTo(2);
            assertThat(delivery.position()).isZero();
        });
        assertThat(allowed(id)).isEqualTo(4);
    }

    @Test
    void whatCannotHaveBeenLostIsLeftAlone() {
        UUID prepared = Producer.newId();
        outbox.prepare(application, List.of(Producer.message(prepared, topic.name(), "{}")));
        UUID delayed = Producer.newId();
        outbox.submit(application, List.of(delayed(delayed)));
        UUID expired = submitted();
        jdbc.update(
                "UPDATE message SET expires_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE id = ?",
                Ids.toBytes(expired));
        UUID overdueSinceBefore = submitted();
        jdbc.update(
                "UPDATE message SET due_at = UTC_TIMESTAMP(3) - INTERVAL 1 HOUR WHERE id = ?",
                Ids.toBytes(overdueSinceBefore));
        UUID last = submitted();
        jdbc.update("UPDATE message SET attempts = 100, max_attempts = 100 WHERE id = ?", Ids.toBytes(last));
        UUID later = submitted();
        jdbc.update(
                "UPDATE message SET confirmed_at = UTC_TIMESTAMP(3) + INTERVAL 1 MINUTE WHERE id = ?",
                Ids.toBytes(later));
        List<UUID> all = List.of(prepared, delayed, expired, overdueSinceBefore, last, later);
        List<String> before = all.stream().map(rows::everything).toList();
        assertThat(republish(topic.name()).republished()).isZero();
        assertThat(all.stream().map(rows::everything).toList()).isEqualTo(before);
    }

    @Test
    void pausedMessagesStayWhereTheyAreAndLoseNoAttempt() {
        UUID id = submitted();
        rows.makeDue(id);
        pauses.put(PauseKind.TOPIC, topic.name(), new PauseRequest("looking", null), Producer.OPERATOR);
        assertThat(traffic.claimed(id)).isEmpty();
        assertThat(republish(topic.name()).republished()).isEqualTo(1);
        assertThat(rows.message(id).orElseThrow().dueInMillis()).isGreaterThan(SOON);
        assertThat(allowed(id)).isEqualTo(4);
        assertThat(traffic.claimed(id)).isEmpty();
        pauses.end(PauseKind.TOPIC, topic.name(), "looked", Producer.OPERATOR);
    }

    @Test
    void stepsAtOnceTakeEachMessageOnce() throws Exception {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            ids.add(submitted());
        }
        Republication job = start(topic.name(), 10_000);
        ExecutorService nodes = Executors.newFixedThreadPool(4);
        CyclicBarrier together = new CyclicBarrier(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(nodes.submit(() -> {
                    together.await();
                    while (duty.step(Set.of())) {
                        // There is more.
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            nodes.shutdownNow();
        }
        workToItsEnd(job);
        assertThat(republications.get(job.id()).republished()).isEqualTo(40);
        assertThat(ids).allSatisfy(id -> assertThat(allowed(id)).isEqualTo(4));
    }

    /** A step is one transaction; a node that dies leaves the position, and the messages before it, as they were. */
    @Test
    void stepThatDiesIsMadeAgainByTheNextNode() {
        UUID id = submitted();
        Republication job = start(topic.name(), null);
        duty.step(Set.of());
        jdbc.execute("ALTER TABLE republication ADD CONSTRAINT dies CHECK (republished = 0)");
        try {
            assertThatThrownBy(() -> workToItsEnd(job)).isInstanceOf(org.springframework.dao.DataAccessException.class);
        } finally {
            jdbc.execute("ALTER TABLE republication DROP CONSTRAINT dies");
        }
        assertThat(rows.message(id).orElseThrow().dueInMillis()).isGreaterThan(SOON);
        assertThat(jdbc.queryForObject("SELECT max_attempts FROM message WHERE id = ?", Integer.class, Ids.toBytes(id)))
                .isNull();
        workToItsEnd(job);
        assertThat(republications.get(job.id()).republished()).isEqualTo(1);
        assertThat(allowed(id)).isEqualTo(4);
    }

    @Test
    void keepsToItsRate() {
        for (int i = 0; i < 30; i++) {
            submitted();
        }
        Republication job = start(topic.name(), 5);
        jdbc.update(
                "UPDATE republication SET paid_until = UTC_TIMESTAMP(6) - INTERVAL 10 SECOND WHERE id = ?",
                Ids.toBytes(job.id()));
        for (int i = 0; i < 1_000 && duty.step(Set.of()); i++) {
            // As long as it says that there is more; a step passes over a day at the most, and other tests have
            // messages of long ago.
        }
        assertThat(republications.get(job.id()).republished()).isBetween(5L, 20L);
        assertThat(republications.get(job.id()).state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void oneIsAtWorkOnTheSameMessagesAtMost() {
        Producer.TopicOnTest other = producer.topic(application, "c" + Producer.newId());
        Republication job = start(topic.name(), null);
        start(other.name(), null);
        assertThatThrownBy(() -> start(topic.name(), null))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("is at work");
        assertThatThrownBy(() -> start(null, null))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("is at work");
        assertThat(republications.stop(job.id(), "enough", Producer.OPERATOR).state())
                .isEqualTo(TaskState.STOPPED);
        assertThatThrownBy(() -> republications.stop(job.id(), "again", Producer.OPERATOR))
                .hasMessageContaining("is STOPPED");
        start(topic.name(), null);
        assertThat(jdbc.queryForList(
                        "SELECT CONCAT(action, ' ', reason) FROM audit WHERE target = ? ORDER BY number",
                        String.class,
                        "republication " + job.id()))
                .containsExactly("REPUBLICATION_STARTED broker lost", "REPUBLICATION_STOPPED enough");
    }

    /** Two that were started at the same moment: the younger one waits for the older. */
    @Test
    void youngerOneWaitsForTheOlder() {
        UUID id = submitted();
        Republication older = start(topic.name(), null);
        Republication younger =
                start(producer.topic(application, "d" + Producer.newId()).name(), null);
        jdbc.update("UPDATE republication SET topic_id = NULL, at_work = 0 WHERE id = ?", Ids.toBytes(younger.id()));
        duty.step(Set.of());
        duty.step(Set.of());
        assertThat(republications.get(younger.id()).progressPercent()).isZero();
        workToItsEnd(older);
        workToItsEnd(younger);
        assertThat(allowed(id)).isEqualTo(5);
    }

    @Test
    void badRequestsAreRefusedByField() {
        Instant now = clock.now();
        refused(new RepublicationRequest(null, null, now, null, "why"), "from");
        refused(new RepublicationRequest(null, now, now, null, "why"), "from");
        refused(new RepublicationRequest(null, now, now.plusSeconds(60), null, "why"), "to");
        refused(new RepublicationRequest(null, now.minusSeconds(1), now, 0, "why"), "ratePerSecond");
        refused(new RepublicationRequest(null, now.minusSeconds(1), now, 10_001, "why"), "ratePerSecond");
        refused(new RepublicationRequest(null, now.minusSeconds(1), now, null, " "), "reason");
        assertThatThrownBy(() -> republications.start(
                        new RepublicationRequest("ghost", now.minusSeconds(1), now, null, "why"), Producer.OPERATOR))
                .hasMessageContaining("There is no topic ghost");
    }

    private void refused(RepublicationRequest request, String field) {
        assertThatThrownBy(() -> republications.start(request, Producer.OPERATOR))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.field()).isEqualTo(field));
    }

    private UUID submitted() {
        NewMessage message = Producer.message(topic.name());
        outbox.submit(application, List.of(message));
        assertThat(rows.message(message.id()).orElseThrow().attempts()).isEqualTo(1);
        return message.id();
    }

    private NewMessage delayed(UUID id) {
        return new NewMessage(
                id,
                topic.name(),
                null,
                null,
                null,
                null,
                "{}",
                null,
                null,
                clock.now().plusSeconds(600),
                null,
                null,
                null,
                null);
    }

    private Republication republish(String topicName) {
        Republication job = start(topicName, null);
        workToItsEnd(job);
        return republications.get(job.id());
    }

    private Republication start(String topicName, Integer rate) {
        Instant confirmed = clock.now();
        await("the end of the time is after the confirms")
                .until(() -> clock.now().isAfter(confirmed));
        return republications.start(
                new RepublicationRequest(topicName, begin, clock.now(), rate, "broker lost"), Producer.OPERATOR);
    }

    private void workToItsEnd(Republication job) {
        while (republications.get(job.id()).state() == TaskState.RUNNING) {
            duty.step(Set.of());
        }
    }

    private int allowed(UUID id) {
        Integer allowed =
                jdbc.queryForObject("SELECT max_attempts FROM message WHERE id = ?", Integer.class, Ids.toBytes(id));
        return allowed == null ? -1 : allowed;
    }

    private ItemResult receipt(UUID id, int position, ReceiptKind kind, int attempt) {
        String group = jdbc.queryForObject(
                "SELECT group_name FROM subscription WHERE topic_id = ? AND position = ?",
                String.class,
                topic.id(),
                position);
        ConsumeError error = kind == ReceiptKind.FAILED
                ? new ConsumeError(DeadLetterReason.ATTEMPTS_EXHAUSTED, "a.Error", "no", null)
                : null;
        return receipts.take(
                        application,
                        List.of(new Receipt(id, topic.name(), group, kind, attempt, null, null, null, null, error)))
                .get(0);
    }
}
