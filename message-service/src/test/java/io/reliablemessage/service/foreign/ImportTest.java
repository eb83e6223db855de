package io.reliablemessage.service.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.embedded.TestBroker;
import io.reliablemessage.protocol.BrokerProperties;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.protocol.management.ForeignImport;
import io.reliablemessage.protocol.management.ImportKind;
import io.reliablemessage.protocol.management.ImportRequest;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.TaskState;
import io.reliablemessage.service.CoreTest;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.Rows;
import io.reliablemessage.service.Together;
import io.reliablemessage.service.Traffic;
import io.reliablemessage.service.deadletter.DeadLetterDecisions;
import io.reliablemessage.service.deadletter.DeadLetters;
import io.reliablemessage.service.delivery.Claims;
import io.reliablemessage.service.foreign.rocketmq.RocketMqTopics;
import io.reliablemessage.service.outbox.ForeignMessages;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.OutboundMessage;
import io.reliablemessage.service.outbox.Outbox;
import io.reliablemessage.service.receipt.Receipts;
import io.reliablemessage.service.web.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageConst;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** What RocketMQ has given up becomes a case here, once. */
@CoreTest
class ImportTest {
    @Autowired
    Imports imports;

    @Autowired
    JdbcImports jobs;

    @Autowired
    ForeignMessages messages;

    @Autowired
    DeadLetters deadLetters;

    @Autowired
    ImportDuty.Surroundings surroundings;

    @Autowired
    DeadLetterDecisions decisions;

    @Autowired
    Outbox outbox;

    @Autowired
    Receipts receipts;

    @Autowired
    Claims claims;

    @Autowired
    Producer producer;

    @Autowired
    Rows rows;

    @Autowired
    JdbcTemplate jdbc;

    private final DefaultMQProducer sender = new DefaultMQProducer("import-test-" + UUID.randomUUID());
    private final String group = "group-" + UUID.randomUUID();
    private RocketMqTopics broker;
    private ImportDuty duty;
    private int application;
    private String applicationName;
    private Producer.TopicOnTest topic;

    @BeforeEach
    void start() throws Exception {
        jdbc.update(
                "UPDATE foreign_import SET state = 'DONE', at_work = NULL, finished_at = UTC_TIMESTAMP(3) WHERE state = 'RUNNING'");
        sender.setNamesrvAddr(TestBroker.shared().nameServer());
        sender.setInstanceName(UUID.randomUUID().toString());
        sender.start();
        broker = new RocketMqTopics(TestBroker.shared().nameServer());
        duty = duty(broker);
        application = producer.application();
        applicationName = jdbc.queryForObject("SELECT name FROM application WHERE id = ?", String.class, application);
        topic = producer.topic(application, group);
    }

    private ImportDuty duty(ForeignTopics from) {
        return new ImportDuty(jobs, from, messages, deadLetters, surroundings);
    }

    @AfterEach
    void stop() {
        sender.shutdown();
        broker.rest();
    }

    @Test
    void deadLettersBecomeOpenCasesOnceAndCanBeReplayed() throws Exception {
        for (int i = 0; i < 70; i++) {
            send("%DLQ%" + group, "{\"order\": " + i + "}", "order-" + i, Map.of("traceparent-like", "x" + i));
        }
        ForeignImport first = run(deadLetterRequest());
        assertThat(first.state()).isEqualTo(TaskState.DONE);
        assertThat(first.total()).isEqualTo(70);
        assertThat(List.of(first.imported(), first.known(), first.refused())).containsExactly(70L, 0L, 0L);
        ForeignImport second = run(deadLetterRequest());
        assertThat(List.of(second.imported(), second.known(), second.refused())).containsExactly(0L, 70L, 0L);
        List<UUID> ids = importedIds();
        assertThat(ids).hasSize(70);
        UUID id = ids.get(0);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.DEAD);
        assertThat(rows.cases(id).get(0).reason()).isEqualTo("IMPORTED");
        assertThat(rows.cases(id).get(0).state()).isEqualTo("OPEN");
        assertThat(jdbc.queryForObject(
                        "SELECT CONCAT(business_key, ' ', headers) FROM message WHERE id = ?",
                        String.class,
                        Ids.toBytes(id)))
                .startsWith("KEYS=order-")
                .contains("\"traceparent-like\":\"x")
                .contains("\"foreign-keys\":\"order-")
                .contains("\"foreign-topic\":\"%DLQ%" + group);

        decisions.replay(rows.cases(id).get(0).id(), "mended", Producer.OPERATOR);
        OutboundMessage delivery =
                Traffic.claimed(claims, id).stream().findFirst().orElseThrow();
        assertThat(new String(delivery.payload(), StandardCharsets.UTF_8)).startsWith("{\"order\": ");
        assertThat(delivery.groups()).containsExactly(group);
        assertThat(receipts.take(
                                application,
                                List.of(new Receipt(
                                        id,
                                        topic.name(),
                                        group,
                                        ReceiptKind.CONSUMED,
                                        1,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null)))
                        .get(0)
                        .outcome())
                .isEqualTo(Outcome.APPLIED);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.CONSUMED);
        assertThat(rows.cases(id).get(0).state()).isEqualTo("RESOLVED");
    }

    @Test
    void noReplayIsPlannedAndNoProducerIsToldOfWhatAPersonTakesOver() throws Exception {
        jdbc.update("UPDATE topic SET replay_interval_ms = 60000, max_replay_rounds = 3 WHERE id = ?", topic.id());
        send("%DLQ%" + group, "{}", null, Map.of());
        run(deadLetterRequest());
        assertThat(jdbc.queryForObject(
                        "SELECT COUNT(*) FROM dead_letter WHERE topic_id = ? AND next_replay_at IS NULL",
                        Integer.class,
                        topic.id()))
                .isEqualTo(1);
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM notice WHERE topic_id = ?", Integer.class, topic.id()))
                .isZero();
    }

    /** The broker lets nobody send to TRANS_CHECK_MAX_TIME_TOPIC, so another topic stands for it. */
    @Test
    void uncheckedTransactionsBecomeUndecidedMessages() throws Exception {
        String stand = "trans-" + UUID.randomUUID();
        sendOfTopic(stand, topic.name());
        sendOfTopic(stand, "another-topic");
        ForeignImport job = imports.start(
                new ImportRequest(ImportKind.UNCHECKED_TRANSACTIONS, topic.name(), applicationName, null, "moving"),
                Producer.OPERATOR);
        assertThat(job.brokerTopic()).isEqualTo("TRANS_CHECK_MAX_TIME_TOPIC");
        jdbc.update("UPDATE foreign_import SET broker_topic = ? WHERE id = ?", stand, Ids.toBytes(job.id()));
        ForeignImport done = workToItsEnd(job.id());
        assertThat(List.of(done.imported(), done.known(), done.refused())).containsExactly(1L, 0L, 1L);
        assertThat(done.problem()).contains("belongs to topic another-topic, not to " + topic.name());
        UUID id = importedIds().get(0);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.UNDECIDED);
        assertThat(outbox.commitUndecided(id, () -> {}).outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.CONFIRMED);
        assertThat(rows.message(id).orElseThrow().sets().owing()).isEqualTo(1);
    }

    @Test
    void whatThisServiceHadPublishedItselfIsKnown() throws Exception {
        UUID own = Producer.newId();
        outbox.submit(application, List.of(Producer.message(own, topic.name(), "{}")));
        send("%DLQ%" + group, "{}", own.toString(), Map.of(BrokerProperties.ID, own.toString()));
        ForeignImport done = run(deadLetterRequest());
        assertThat(List.of(done.imported(), done.known(), done.refused())).containsExactly(0L, 1L, 0L);
    }

    @Test
    void illegalPartsAreLeftOutAndIllegalMessagesRefused() throws Exception {
        jdbc.update("UPDATE topic SET max_payload_bytes = 2000 WHERE id = ?", topic.id());
        send("%DLQ%" + group, "x".repeat(3_000), null, Map.of());
        send("%DLQ%" + group, "plain text", "k".repeat(300), Map.of("1-is-no-name", "v", "fine", "w"));
        ForeignImport done = run(deadLetterRequest());
        assertThat(List.of(done.imported(), done.known(), done.refused())).containsExactly(1L, 0L, 1L);
        assertThat(done.problem()).contains("bytes has 3000 bytes; the limit of topic " + topic.name() + " is 2000");
        assertThat(jdbc.queryForMap(
                        "SELECT business_key, content_type, headers FROM message WHERE id = ?",
                        Ids.toBytes(importedIds().get(0))))
                .containsEntry("business_key", null)
                .containsEntry("content_type", "text/plain;charset=utf-8")
                .hasEntrySatisfying(
                        "headers",
                        headers -> assertThat((String) headers)
                                .contains("\"fine\":\"w\"", "\"foreign-left-out\":\"1\"")
                                .doesNotContain("1-is-no-name"));
    }

    @Test
    void olderThanTheRetentionIsRefusedWithWords() {
        Instant old = Instant.now().minus(Duration.ofDays(31));
        Instant threeDays = Instant.now().minus(Duration.ofDays(3));
        duty = duty(new Canned(List.of(foreign("a", 0, old), foreign("b", 1, threeDays))));
        ForeignImport done = run(deadLetterRequest());
        assertThat(List.of(done.imported(), done.known(), done.refused())).containsExactly(1L, 0L, 1L);
        assertThat(done.problem()).contains("a: id has a time 31 days back; older than 30 days");
        assertThat(Ids.millisOf(importedIds().get(0))).isEqualTo(threeDays.toEpochMilli());
    }

    @Test
    void nodesAtOnceTakeEachMessageOnce() throws Exception {
        for (int i = 0; i < 50; i++) {
            send("%DLQ%" + group, "{\"order\": " + i + "}", null, Map.of());
        }
        ForeignImport job = imports.start(deadLetterRequest(), Producer.OPERATOR);
        Together.run(3, i -> () -> {
            while (duty.step(Set.of())) {
                // There is more.
            }
            return i;
        });
        ForeignImport done = workToItsEnd(job.id());
        assertThat(List.of(done.imported(), done.known(), done.refused())).containsExactly(50L, 0L, 0L);
        assertThat(new HashSet<>(importedIds())).hasSize(50);
    }

    /** A step's messages, their cases and how far the job is are one transaction. */
    @Test
    void stepThatDiesIsMadeAgain() {
        duty = duty(new Canned(List.of(foreign("a", 0, Instant.now()), foreign("b", 1, Instant.now()))));
        ForeignImport job = imports.start(deadLetterRequest(), Producer.OPERATOR);
        duty.step(Set.of());
        jdbc.execute("ALTER TABLE dead_letter ADD CONSTRAINT dies CHECK (reason <> 'IMPORTED' OR topic_id <> "
                + topic.id() + ")");
        try {
            assertThatThrownBy(() -> duty.step(Set.of()))
                    .isInstanceOf(org.springframework.dao.DataAccessException.class);
        } finally {
            jdbc.execute("ALTER TABLE dead_letter DROP CONSTRAINT dies");
        }
        assertThat(importedIds()).isEmpty();
        assertThat(imports.get(job.id()).imported()).isZero();
        assertThat(workToItsEnd(job.id()).imported()).isEqualTo(2);
    }

    @Test
    void brokerThatCannotBeReadStopsTheJobWithWordsInTheEnd() {
        ForeignImport job = imports.start(deadLetterRequest(), Producer.OPERATOR);
        duty.step(Set.of());
        assertThat(imports.get(job.id()).state()).isEqualTo(TaskState.RUNNING);
        jdbc.update(
                "UPDATE foreign_import SET failing_since = UTC_TIMESTAMP(3) - INTERVAL 6 MINUTE WHERE id = ?",
                Ids.toBytes(job.id()));
        duty.step(Set.of());
        assertThat(imports.get(job.id()).state()).isEqualTo(TaskState.STOPPED);
        assertThat(imports.get(job.id()).stateReason()).contains("%DLQ%" + group + " cannot be read");
        assertThat(jdbc.queryForList(
                        "SELECT CONCAT(actor, ' ', action) FROM audit WHERE target = ? ORDER BY number",
                        String.class,
                        "import " + job.id()))
                .containsExactly("operator IMPORT_STARTED", "message-service IMPORT_STOPPED");
    }

    @Test
    void stoppedOneIsOverAndTheNextMayBegin() {
        ForeignImport job = stopped();
        assertThat(job.state()).isEqualTo(TaskState.STOPPED);
        assertThat(job.stateReason()).isEqualTo("wrong group");
        assertThatThrownBy(() -> imports.stop(job.id(), "again", Producer.OPERATOR))
                .hasMessageContaining("is STOPPED");
        assertThat(jdbc.queryForList(
                        "SELECT CONCAT(action, ' ', reason) FROM audit WHERE target = ? ORDER BY number",
                        String.class,
                        "import " + job.id()))
                .containsExactly("IMPORT_STARTED moving", "IMPORT_STOPPED wrong group");
        assertThat(stopped().id()).isNotEqualTo(job.id());
    }

    @Test
    void listIsInPagesNewestFirst() {
        List<UUID> ids = List.of(stopped().id(), stopped().id(), stopped().id()).stream()
                .sorted(Ids::compare)
                .toList();
        Page<ForeignImport> first = imports.list(null, 2);
        assertThat(first.items()).extracting(ForeignImport::id).containsExactly(ids.get(2), ids.get(1));
        assertThat(imports.list(first.nextCursor(), 1).items())
                .extracting(ForeignImport::id)
                .containsExactly(ids.get(0));
    }

    @Test
    void endedOnesAreKeptForNinetyDays() {
        ForeignImport old = stopped();
        ForeignImport young = stopped();
        endedDaysAgo(old, 91);
        endedDaysAgo(young, 89);
        duty.step(Set.of());
        assertThatThrownBy(() -> imports.get(old.id())).hasMessageContaining("There is no import " + old.id());
        assertThat(imports.get(young.id()).state()).isEqualTo(TaskState.STOPPED);
    }

    private ForeignImport stopped() {
        return imports.stop(
                imports.start(deadLetterRequest(), Producer.OPERATOR).id(), "wrong group", Producer.OPERATOR);
    }

    private void endedDaysAgo(ForeignImport job, int days) {
        jdbc.update(
                "UPDATE foreign_import SET finished_at = UTC_TIMESTAMP(3) - INTERVAL ? DAY WHERE id = ?",
                days,
                Ids.toBytes(job.id()));
    }

    @Test
    void badRequestsAreRefusedByField() {
        refused(new ImportRequest(null, topic.name(), applicationName, group, "why"), "kind");
        refused(new ImportRequest(ImportKind.DEAD_LETTERS, topic.name(), applicationName, null, "why"), "group");
        refused(
                new ImportRequest(ImportKind.UNCHECKED_TRANSACTIONS, topic.name(), applicationName, group, "why"),
                "group");
        refused(new ImportRequest(ImportKind.DEAD_LETTERS, topic.name(), applicationName, group, ""), "reason");
        for (ImportRequest unknown : List.of(
                new ImportRequest(ImportKind.DEAD_LETTERS, "ghost", applicationName, group, "why"),
                new ImportRequest(ImportKind.DEAD_LETTERS, topic.name(), "ghost", group, "why"),
                new ImportRequest(ImportKind.DEAD_LETTERS, topic.name(), applicationName, "ghost", "why"))) {
            assertThatThrownBy(() -> imports.start(unknown, Producer.OPERATOR)).hasMessageContaining("ghost");
        }
        imports.start(deadLetterRequest(), Producer.OPERATOR);
        assertThatThrownBy(() -> imports.start(deadLetterRequest(), Producer.OPERATOR))
                .hasMessageContaining("is at work");
    }

    private void refused(ImportRequest request, String field) {
        assertThatThrownBy(() -> imports.start(request, Producer.OPERATOR))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.field()).isEqualTo(field));
    }

    private ImportRequest deadLetterRequest() {
        return new ImportRequest(ImportKind.DEAD_LETTERS, topic.name(), applicationName, group, "moving");
    }

    private ForeignImport run(ImportRequest request) {
        return workToItsEnd(imports.start(request, Producer.OPERATOR).id());
    }

    private ForeignImport workToItsEnd(UUID id) {
        while (imports.get(id).state() == TaskState.RUNNING) {
            duty.step(Set.of());
        }
        return imports.get(id);
    }

    private List<UUID> importedIds() {
        return jdbc.query(
                "SELECT id FROM message WHERE topic_id = ? AND headers LIKE '%foreign-id%' ORDER BY id",
                (row, n) -> Ids.fromBytes(row.getBytes(1)), topic.id());
    }

    private void send(String brokerTopic, String body, @Nullable String keys, Map<String, String> properties)
            throws Exception {
        Message message = new Message(brokerTopic, body.getBytes(StandardCharsets.UTF_8));
        if (keys != null) {
            message.setKeys(keys);
        }
        properties.forEach(message::putUserProperty);
        send(message);
    }

    private void sendOfTopic(String brokerTopic, String original) throws Exception {
        Message message = new Message(brokerTopic, "{}".getBytes(StandardCharsets.UTF_8));
        MessageAccessor.putProperty(message, MessageConst.PROPERTY_REAL_TOPIC, original);
        send(message);
    }

    private void send(Message message) throws Exception {
        assertThat(sender.send(message, 10_000).getSendStatus()).isEqualTo(SendStatus.SEND_OK);
    }

    private static ForeignMessage foreign(String brokerId, long offset, Instant storedAt) {
        return new ForeignMessage(
                brokerId,
                offset,
                storedAt,
                16,
                null,
                null,
                null,
                null,
                Map.of(),
                "{}".getBytes(StandardCharsets.UTF_8));
    }

    /** A broker's topic with one queue of these messages. */
    private record Canned(List<ForeignMessage> messages) implements ForeignTopics {
        @Override
        public List<Queue> queues(String topic) {
            return List.of(new Queue("broker", 0, 0, messages.size()));
        }

        @Override
        public Batch read(String topic, Queue queue) {
            return new Batch(messages, messages.size());
        }

        @Override
        public void rest() {}
    }
}
