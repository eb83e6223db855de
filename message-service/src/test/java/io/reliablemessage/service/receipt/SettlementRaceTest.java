package io.reliablemessage.service.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.ConsumeError;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.service.CoreTest;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.Rows;
import io.reliablemessage.service.Together;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.deadletter.DeadLetterDecisions;
import io.reliablemessage.service.delivery.Claims;
import io.reliablemessage.service.outbox.OutboundMessage;
import io.reliablemessage.service.outbox.Outbox;
import io.reliablemessage.service.outbox.Shards;
import io.reliablemessage.service.web.ProblemException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Receipts, claims and operators at once, as from sixteen nodes. */
@CoreTest
class SettlementRaceTest {
    private static final int NODES = 16;

    @Autowired
    Outbox outbox;

    @Autowired
    Settlement settlement;

    @Autowired
    Claims claims;

    @Autowired
    DeadLetterDecisions decisions;

    @Autowired
    TopicCatalog topics;

    @Autowired
    Producer producer;

    @Autowired
    Rows rows;

    int application;
    Producer.TopicOnTest topic;
    List<UUID> ids;

    @BeforeEach
    void submit() {
        application = producer.application();
        topic = producer.topic(Producer.Rules.SLOW, application, group(0), group(1));
        List<NewMessage> messages = IntStream.range(0, 40)
                .mapToObj(i -> Producer.message(topic.name()))
                .toList();
        outbox.submit(application, messages);
        ids = messages.stream().map(NewMessage::id).toList();
    }

    @Test
    void receiptOfEachGroupCountsOnce() throws Exception {
        List<List<ItemResult>> answers = Together.run(
                NODES, node -> () -> settlement.settle(reports(node, node % 2, List.of(ReceiptKind.CONSUMED))));
        assertThat(applied(answers)).hasSize(2 * ids.size());
        for (UUID id : ids) {
            assertThat(rows.stateOf(id)).isEqualTo(MessageState.CONSUMED);
            assertThat(rows.message(id).orElseThrow().receiptLog().split(";")).hasSize(2);
        }
    }

    @Test
    void everyKindOfReceiptInEveryOrderEndsWithoutDeadlocks() throws Exception {
        Together.run(NODES, node -> () -> settlement.settle(reports(node, node % 2, List.of(ReceiptKind.values()))));
        assertThat(rows.forgotten()).isEmpty();
        Together.run(NODES, node -> () -> settlement.settle(reports(node, node % 2, List.of(ReceiptKind.CONSUMED))));
        for (UUID id : ids) {
            assertThat(rows.stateOf(id)).isEqualTo(MessageState.CONSUMED);
            assertThat(rows.cases(id).values()).allMatch(each -> each.state().equals("RESOLVED"));
        }
    }

    @Test
    void eachDueDeliveryIsClaimedOnce() throws Exception {
        settlement.settle(reports(1, 0, List.of(ReceiptKind.FAILED)));
        ids.forEach(rows::makeDue);
        List<List<OutboundMessage>> won = Together.run(NODES, node -> () -> {
            List<OutboundMessage> mine = new ArrayList<>();
            Claims.Won next;
            do {
                next = claims.claimDue(Shards.ALL, 3);
                mine.addAll(next.messages());
            } while (next.more());
            return mine;
        });
        List<String> deliveries = won.stream()
                .flatMap(List::stream)
                .filter(each -> ids.contains(each.id()))
                .map(each -> each.id() + " " + each.groups() + " " + each.attempt())
                .toList();
        assertThat(deliveries).doesNotHaveDuplicates().hasSize(2 * ids.size());
        assertThat(deliveries).allMatch(each -> each.endsWith(" 2"));
    }

    @Test
    void claimsAndReceiptsAtOnceLoseNothing() throws Exception {
        for (int round = 0; round < 3; round++) {
            ids.forEach(rows::makeDue);
            Together.run(NODES, node -> () -> {
                if (node % 4 == 0) {
                    claims.claimDue(Shards.ALL, 100);
                } else {
                    settlement.settle(reports(node, node % 2, List.of(ReceiptKind.FAILED, ReceiptKind.IN_PROGRESS)));
                }
                return true;
            });
        }
        assertThat(rows.forgotten()).isEmpty();
        for (UUID id : ids) {
            assertThat(rows.attempts(id)).allMatch(each -> each.matches("[01]:0:[123]:(FAILED:Type|NO_RECEIPT)"));
            assertThat(rows.message(id).orElseThrow().attempts()).isBetween(1, 3);
        }
    }

    @Test
    void oneOfManyOperatorsReplaysACase() throws Exception {
        settlement.settle(reports(1, 0, List.of(ReceiptKind.REJECTED)));
        UUID row = rows.cases(ids.get(0)).get(0).id();
        List<Boolean> moved = Together.run(NODES, node -> () -> {
            try {
                if (node % 2 == 0) {
                    decisions.replay(row, "fixed", Producer.OPERATOR);
                } else {
                    decisions.discard(row, "given up", Producer.OPERATOR);
                }
                return true;
            } catch (ProblemException refused) {
                assertThat(refused.status().value()).isEqualTo(409);
                return false;
            }
        });
        assertThat(moved).containsOnlyOnce(true);
        assertThat(rows.cases(ids.get(0)).get(0).rounds()).isLessThanOrEqualTo(1);
    }

    private List<GroupReport> reports(int node, int position, List<ReceiptKind> kinds) {
        Random random = new Random(node);
        List<UUID> shuffled = new ArrayList<>(ids);
        Collections.shuffle(shuffled, random);
        List<GroupReport> reports = new ArrayList<>();
        for (UUID id : shuffled) {
            ReceiptKind kind = kinds.get(random.nextInt(kinds.size()));
            boolean failure = kind == ReceiptKind.FAILED || kind == ReceiptKind.REJECTED;
            Receipt receipt = new Receipt(
                    id,
                    topic.name(),
                    group(position),
                    kind,
                    1,
                    null,
                    null,
                    null,
                    kind == ReceiptKind.IN_PROGRESS ? 3_600_000L : null,
                    failure ? new ConsumeError(DeadLetterReason.REJECTED, "Type", null, null) : null);
            reports.add(new GroupReport(
                    receipt, topics.subscription(topic.id(), group(position)).orElseThrow()));
        }
        return reports;
    }

    private static List<ItemResult> applied(List<List<ItemResult>> answers) {
        return answers.stream()
                .flatMap(List::stream)
                .filter(each -> each.outcome() == Outcome.APPLIED)
                .toList();
    }

    private String group(int position) {
        return "group-" + position + "-" + application;
    }
}
