package io.reliablemessage.service.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.ConsumeError;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.service.CoreTest;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.RecordingBroker;
import io.reliablemessage.service.Rows;
import io.reliablemessage.service.Traffic;
import io.reliablemessage.service.deadletter.DeadLetterDecisions;
import io.reliablemessage.service.outbox.JsonRows;
import io.reliablemessage.service.outbox.OutboundMessage;
import io.reliablemessage.service.outbox.Outbox;
import io.reliablemessage.service.receipt.GroupId;
import io.reliablemessage.service.receipt.Receipts;
import io.reliablemessage.service.receipt.Settlement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * A node read what was due, was paused, and goes on when others have moved the messages: nothing of what it then writes counts. Each
 * statement is called with ids that it would not find by itself any more.
 */
@CoreTest
class PausedNodeTest {
    @Autowired
    JdbcClaims statements;

    @Autowired
    Claims claims;

    @Autowired
    Traffic traffic;

    @Autowired
    Outbox outbox;

    @Autowired
    Receipts receipts;

    @Autowired
    Settlement settlement;

    @Autowired
    DeadLetterDecisions decisions;

    @Autowired
    RecordingBroker broker;

    @Autowired
    Producer producer;

    @Autowired
    Rows rows;

    int application;
    Producer.TopicOnTest topic;
    Map<String, UUID> messages = new LinkedHashMap<>();

    @BeforeEach
    void moveOn() {
        application = producer.application();
        topic = producer.topic(Producer.Rules.SLOW, application, "group-" + application);
        messages.put("prepared", message(false, null));
        messages.put("cancelled", message(false, null));
        outbox.cancel(application, List.of(messages.get("cancelled")));
        messages.put("consumed", message(true, ReceiptKind.CONSUMED));
        messages.put("dead", message(true, ReceiptKind.REJECTED));
        messages.put("discarded", message(true, ReceiptKind.REJECTED));
        decisions.discard(rows.cases(messages.get("discarded")).get(0).id(), "given up", Producer.OPERATOR);
    }

    @Test
    void itExpiresNothingThatHasEnded() {
        messages.values().forEach(rows::letExpire);
        nothingChanges(() -> statements.expire(sorted()));
    }

    @Test
    void itClaimsNothingThatMovedOn() {
        messages.put("owing", message(true, null));
        messages.put("failed", message(true, ReceiptKind.FAILED));
        messages.values().forEach(rows::makeDue);
        nothingChanges(() -> {
            JsonRows stale = new JsonRows();
            sorted().forEach(id -> stale.row(id)
                    .with("position", 0)
                    .with("seen", 7)
                    .with("round", 0)
                    .with("attempts", 8)
                    .with("due", 60_000));
            assertThat(statements.claimMessages(stale, 42)).isZero();
            assertThat(statements.claimGroups(stale, 42)).isZero();
        });
        JsonRows otherRound = new JsonRows()
                .row(messages.get("failed"))
                .with("position", 0)
                .with("seen", 1)
                .with("round", 1)
                .with("due", 60_000);
        nothingChanges(() -> assertThat(statements.claimGroups(otherRound, 42)).isZero());
    }

    @Test
    void itClaimsNothingThatIsNotDueAnyMore() {
        UUID owing = message(true, null);
        UUID failed = message(true, ReceiptKind.FAILED);
        messages.put("owing", owing);
        messages.put("failed", failed);
        nothingChanges(() -> {
            JsonRows current = new JsonRows();
            for (UUID id : sorted()) {
                current.row(id)
                        .with("position", 0)
                        .with("seen", 1)
                        .with("round", 0)
                        .with("attempts", 2)
                        .with("due", 60_000);
            }
            assertThat(statements.claimMessages(current, 42)).isZero();
            assertThat(statements.claimGroups(current, 42)).isZero();
        });
    }

    @Test
    void itGivesBackNoAttemptThatIsOver() {
        UUID owing = message(true, null);
        OutboundMessage first = broker.deliveriesOf(owing).get(0);
        rows.makeDue(owing);
        traffic.claimed(owing);
        messages.put("owing", owing);
        nothingChanges(() -> claims.postpone(List.of(first), 1_000));
        UUID consumed = messages.get("consumed");
        nothingChanges(() -> claims.postpone(broker.deliveriesOf(consumed), 1_000));
    }

    @Test
    void itEndsNothingAtTheBrokerThatOwesReceipts() {
        messages.put("owing", message(true, null));
        nothingChanges(() -> statements.endAtBroker(sorted()));
    }

    @Test
    void itBuriesNothingThatHasAttemptsLeftOrIsNotDue() {
        messages.put("owing", message(true, null));
        messages.put("failed", message(true, ReceiptKind.FAILED));
        nothingChanges(() -> {
            settlement.buryExhausted(sorted());
            settlement.buryExhaustedGroups(
                    sorted().stream().map(id -> new GroupId(id, 0)).toList());
        });
        messages.values().forEach(rows::makeDue);
        nothingChanges(() -> {
            settlement.buryExhausted(sorted());
            settlement.buryExhaustedGroups(
                    sorted().stream().map(id -> new GroupId(id, 0)).toList());
        });
    }

    @Test
    void refusalThatComesLateBuriesNothing() {
        UUID consumed = messages.get("consumed");
        nothingChanges(() -> claims.refuse(broker.deliveriesOf(consumed), "too late"));
    }

    private void nothingChanges(Runnable work) {
        Map<String, String> before = everything();
        work.run();
        assertThat(everything()).isEqualTo(before);
    }

    private Map<String, String> everything() {
        Map<String, String> all = new LinkedHashMap<>();
        messages.forEach((name, id) -> all.put(name, rows.everything(id)));
        return all;
    }

    private List<UUID> sorted() {
        return messages.values().stream().sorted().toList();
    }

    private UUID message(boolean submitted, @Nullable ReceiptKind kind) {
        NewMessage message = Producer.message(topic.name());
        if (submitted) {
            outbox.submit(application, List.of(message));
        } else {
            outbox.prepare(application, List.of(message));
        }
        if (kind != null) {
            receipts.take(
                    application,
                    List.of(new Receipt(
                            message.id(),
                            topic.name(),
                            "group-" + application,
                            kind,
                            1,
                            null,
                            null,
                            null,
                            null,
                            kind == ReceiptKind.CONSUMED
                                    ? null
                                    : new ConsumeError(DeadLetterReason.REJECTED, "Type", null, null))));
        }
        return message.id();
    }
}
