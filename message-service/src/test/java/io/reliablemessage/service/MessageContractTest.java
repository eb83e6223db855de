package io.reliablemessage.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.ConsumeError;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.service.deadletter.DeadLetterDecisions;
import io.reliablemessage.service.delivery.Claims;
import io.reliablemessage.service.outbox.Outbox;
import io.reliablemessage.service.outbox.Shards;
import io.reliablemessage.service.receipt.Receipts;
import io.reliablemessage.service.web.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Every verb on a message in every situation: what is answered, which state results, and that nothing else changed. The table is the
 * contract; a cell reads {@code answer STATE}, the state being left out where there is no message.
 */
@CoreTest
class MessageContractTest {
    private static final String TABLE = """
            verb            | ABSENT           | PREPARED            | UNDECIDED           | CANCELLED           | OWING               | RETRYING            | CONSUMED           | EXPIRED           | DEAD                | REPLAYING           | DISCARDED
            prepare         | APPLIED PREPARED | UNCHANGED PREPARED  | UNCHANGED UNDECIDED | UNCHANGED CANCELLED | UNCHANGED CONFIRMED | UNCHANGED CONFIRMED | UNCHANGED CONSUMED | UNCHANGED EXPIRED | UNCHANGED DEAD      | UNCHANGED CONFIRMED | UNCHANGED DISCARDED
            prepare-other   | APPLIED PREPARED | CONFLICT PREPARED   | CONFLICT UNDECIDED  | CONFLICT CANCELLED  | CONFLICT CONFIRMED  | CONFLICT CONFIRMED  | CONFLICT CONSUMED  | CONFLICT EXPIRED  | CONFLICT DEAD       | CONFLICT CONFIRMED  | CONFLICT DISCARDED
            submit          | APPLIED CONFIRMED| APPLIED CONFIRMED   | APPLIED CONFIRMED   | CONFLICT CANCELLED  | UNCHANGED CONFIRMED | UNCHANGED CONFIRMED | UNCHANGED CONSUMED | UNCHANGED EXPIRED | UNCHANGED DEAD      | UNCHANGED CONFIRMED | UNCHANGED DISCARDED
            submit-other    | APPLIED CONFIRMED| CONFLICT PREPARED   | CONFLICT UNDECIDED  | CONFLICT CANCELLED  | CONFLICT CONFIRMED  | CONFLICT CONFIRMED  | CONFLICT CONSUMED  | CONFLICT EXPIRED  | CONFLICT DEAD       | CONFLICT CONFIRMED  | CONFLICT DISCARDED
            confirm         | NOT_FOUND        | APPLIED CONFIRMED   | APPLIED CONFIRMED   | CONFLICT CANCELLED  | UNCHANGED CONFIRMED | UNCHANGED CONFIRMED | UNCHANGED CONSUMED | UNCHANGED EXPIRED | UNCHANGED DEAD      | UNCHANGED CONFIRMED | UNCHANGED DISCARDED
            confirm-foreign | NOT_FOUND        | NOT_FOUND PREPARED  | NOT_FOUND UNDECIDED | NOT_FOUND CANCELLED | NOT_FOUND CONFIRMED | NOT_FOUND CONFIRMED | NOT_FOUND CONSUMED | NOT_FOUND EXPIRED | NOT_FOUND DEAD      | NOT_FOUND CONFIRMED | NOT_FOUND DISCARDED
            cancel          | NOT_FOUND        | APPLIED CANCELLED   | APPLIED CANCELLED   | UNCHANGED CANCELLED | CONFLICT CONFIRMED  | CONFLICT CONFIRMED  | CONFLICT CONSUMED  | CONFLICT EXPIRED  | CONFLICT DEAD       | CONFLICT CONFIRMED  | CONFLICT DISCARDED
            verdict-commit  | NOT_FOUND        | APPLIED CONFIRMED   | CONFLICT UNDECIDED  | CONFLICT CANCELLED  | UNCHANGED CONFIRMED | UNCHANGED CONFIRMED | UNCHANGED CONSUMED | UNCHANGED EXPIRED | UNCHANGED DEAD      | UNCHANGED CONFIRMED | UNCHANGED DISCARDED
            verdict-cancel  | NOT_FOUND        | APPLIED CANCELLED   | CONFLICT UNDECIDED  | UNCHANGED CANCELLED | CONFLICT CONFIRMED  | CONFLICT CONFIRMED  | CONFLICT CONSUMED  | CONFLICT EXPIRED  | CONFLICT DEAD       | CONFLICT CONFIRMED  | CONFLICT DISCARDED
            operator-commit | NOT_FOUND        | CONFLICT PREPARED   | APPLIED CONFIRMED   | CONFLICT CANCELLED  | UNCHANGED CONFIRMED | UNCHANGED CONFIRMED | UNCHANGED CONSUMED | UNCHANGED EXPIRED | UNCHANGED DEAD      | UNCHANGED CONFIRMED | UNCHANGED DISCARDED
            operator-cancel | NOT_FOUND        | CONFLICT PREPARED   | APPLIED CANCELLED   | UNCHANGED CANCELLED | CONFLICT CONFIRMED  | CONFLICT CONFIRMED  | CONFLICT CONSUMED  | CONFLICT EXPIRED  | CONFLICT DEAD       | CONFLICT CONFIRMED  | CONFLICT DISCARDED
            CONSUMED        | NOT_FOUND        | CONFLICT PREPARED   | CONFLICT UNDECIDED  | CONFLICT CANCELLED  | APPLIED CONSUMED    | APPLIED CONSUMED    | UNCHANGED CONSUMED | APPLIED EXPIRED   | APPLIED CONSUMED    | APPLIED CONSUMED    | UNCHANGED DISCARDED
            FAILED          | NOT_FOUND        | CONFLICT PREPARED   | CONFLICT UNDECIDED  | CONFLICT CANCELLED  | APPLIED CONFIRMED   | UNCHANGED CONFIRMED | UNCHANGED CONSUMED | UNCHANGED EXPIRED | UNCHANGED DEAD      | UNCHANGED CONFIRMED | UNCHANGED DISCARDED
            REJECTED        | NOT_FOUND        | CONFLICT PREPARED   | CONFLICT UNDECIDED  | CONFLICT CANCELLED  | APPLIED DEAD        | APPLIED DEAD        | UNCHANGED CONSUMED | UNCHANGED EXPIRED | UNCHANGED DEAD      | UNCHANGED CONFIRMED | UNCHANGED DISCARDED
            IN_PROGRESS     | NOT_FOUND        | CONFLICT PREPARED   | CONFLICT UNDECIDED  | CONFLICT CANCELLED  | APPLIED CONFIRMED   | UNCHANGED CONFIRMED | UNCHANGED CONSUMED | UNCHANGED EXPIRED | UNCHANGED DEAD      | UNCHANGED CONFIRMED | UNCHANGED DISCARDED
            claim           | 0                | 0 PREPARED          | 0 UNDECIDED         | 0 CANCELLED         | 1 CONFIRMED         | 1 CONFIRMED         | 0 CONSUMED         | 0 EXPIRED         | 0 DEAD              | 1 CONFIRMED         | 0 DISCARDED
            claim-expired   | 0                | 0 PREPARED          | 0 UNDECIDED         | 0 CANCELLED         | 0 EXPIRED           | 0 EXPIRED           | 0 CONSUMED         | 0 EXPIRED         | 0 DEAD              | 0 EXPIRED           | 0 DISCARDED
            expire          | 0                | 0 PREPARED          | 0 UNDECIDED         | 0 CANCELLED         | 1 EXPIRED           | 1 EXPIRED           | 0 CONSUMED         | 0 EXPIRED         | 0 DEAD              | 1 EXPIRED           | 0 DISCARDED
            bury            | 0                | 0 PREPARED          | 0 UNDECIDED         | 0 CANCELLED         | 0 DEAD              | 0 DEAD              | 0 CONSUMED         | 0 EXPIRED         | 0 DEAD              | 0 DEAD              | 0 DISCARDED
            replay          | 404              | 404 PREPARED        | 404 UNDECIDED       | 404 CANCELLED       | 404 CONFIRMED       | 404 CONFIRMED       | 404 CONSUMED       | 404 EXPIRED       | APPLIED CONFIRMED   | 409 CONFIRMED       | 409 DISCARDED
            discard         | 404              | 404 PREPARED        | 404 UNDECIDED       | 404 CANCELLED       | 404 CONFIRMED       | 404 CONFIRMED       | 404 CONSUMED       | 404 EXPIRED       | APPLIED DISCARDED   | 409 CONFIRMED       | 409 DISCARDED
            """;

    private static final int MAX_ATTEMPTS = Producer.Rules.SLOW.maxAttempts();

    @Autowired
    Outbox outbox;

    @Autowired
    Receipts receipts;

    @Autowired
    Claims claims;

    @Autowired
    Traffic traffic;

    @Autowired
    DeadLetterDecisions decisions;

    @Autowired
    RecordingBroker broker;

    @Autowired
    Producer producer;

    @Autowired
    Rows rows;

    static Stream<List<String>> lines() {
        return TABLE.lines()
                .skip(1)
                .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void answersAndMovesAsTheTableSays(List<String> line) {
        String[] situations = TABLE.lines().findFirst().orElseThrow().split("\\|");
        for (int i = 1; i < situations.length; i++) {
            new Cell(line.get(0), situations[i].strip(), line.get(i)).check();
        }
    }

    /** One message in its situation, and another in the same one that must not notice. */
    private final class Cell {
        private final String verb;
        private final String situation;
        private final String expected;
        private final int application = producer.application();
        private final Producer.TopicOnTest topic =
                producer.topic(Producer.Rules.SLOW, application, "group-" + application);
        private final NewMessage message = Producer.message(topic.name());
        private final NewMessage bystander = Stream.generate(() -> Producer.message(topic.name()))
                .filter(other -> Shards.of(other.id()) != Shards.of(message.id()))
                .findFirst()
                .orElseThrow();

        Cell(String verb, String situation, String expected) {
            this.verb = verb;
            this.situation = situation;
            this.expected = expected;
        }

        void check() {
            UUID id = message.id();
            reach(message);
            reach(bystander);
            prepareVerb();
            String before = rows.everything(id);
            String bystanderBefore = rows.everything(bystander.id());
            int deliveries = broker.deliveriesOf(id).size();

            String answer = answer();

            String state = rows.message(id).map(row -> " " + row.state()).orElse("");
            assertThat(answer + state)
                    .as("%s of a message that is %s", verb, situation)
                    .isEqualTo(expected);
            if (Stream.of("UNCHANGED", "CONFLICT", "NOT_FOUND", "4").anyMatch(answer::startsWith)) {
                assertThat(rows.everything(id)).as("%s changes nothing", verb).isEqualTo(before);
            }
            assertThat(rows.everything(bystander.id()))
                    .as("bystander of %s", verb)
                    .isEqualTo(bystanderBefore);
            boolean published = answer.startsWith("APPLIED") && state.equals(" CONFIRMED") && isDecision();
            assertThat(broker.deliveriesOf(id)).hasSize(deliveries + (published ? 1 : 0));
            assertThat(rows.forgotten()).isEmpty();
        }

        private boolean isDecision() {
            return Stream.of("submit", "confirm", "verdict", "operator").anyMatch(verb::startsWith);
        }

        private void reach(NewMessage target) {
            UUID id = target.id();
            switch (situation) {
                case "ABSENT" -> {}
                case "PREPARED" -> outbox.prepare(application, List.of(target));
                case "UNDECIDED" -> {
                    outbox.prepare(application, List.of(target));
                    rows.leaveUndecided(id);
                }
                case "CANCELLED" -> {
                    outbox.prepare(application, List.of(target));
                    outbox.cancel(application, List.of(id));
                }
                case "OWING" -> outbox.submit(application, List.of(target));
                case "RETRYING" -> reported(target, ReceiptKind.FAILED);
                case "CONSUMED" -> reported(target, ReceiptKind.CONSUMED);
                case "EXPIRED" -> {
                    outbox.submit(application, List.of(target));
                    rows.letExpire(id);
                    claims.expireDue(Set.of(Shards.of(id)), 1_000);
                }
                case "DEAD" -> reported(target, ReceiptKind.REJECTED);
                case "REPLAYING" -> {
                    reported(target, ReceiptKind.REJECTED);
                    decisions.replay(caseOf(id), "fixed", Producer.OPERATOR);
                }
                case "DISCARDED" -> {
                    reported(target, ReceiptKind.REJECTED);
                    decisions.discard(caseOf(id), "given up", Producer.OPERATOR);
                }
                default -> throw new IllegalArgumentException(situation);
            }
        }

        private void prepareVerb() {
            UUID id = message.id();
            switch (verb) {
                case "claim" -> rows.makeDue(id);
                case "claim-expired", "expire" -> rows.letExpire(id);
                case "bury" -> rows.useUpAttempts(id, MAX_ATTEMPTS);
                default -> {}
            }
        }

        private String answer() {
            UUID id = message.id();
            NewMessage other = Producer.message(id, topic.name(), "{\"other\":true}");
            return switch (verb) {
                case "prepare" -> outcome(outbox.prepare(application, List.of(message)));
                case "prepare-other" -> outcome(outbox.prepare(application, List.of(other)));
                case "submit" -> outcome(outbox.submit(application, List.of(message)));
                case "submit-other" -> outcome(outbox.submit(application, List.of(other)));
                case "confirm" -> outcome(outbox.confirm(application, List.of(id)));
                case "confirm-foreign" -> outcome(outbox.confirm(producer.application(), List.of(id)));
                case "cancel" -> outcome(outbox.cancel(application, List.of(id)));
                case "verdict-commit" -> outcome(outbox.commitByVerdict(List.of(id)));
                case "verdict-cancel" -> outcome(outbox.cancelByVerdict(List.of(id)));
                case "operator-commit" -> outcome(List.of(outbox.commitUndecided(id, () -> {})));
                case "operator-cancel" -> outcome(List.of(outbox.cancelUndecided(id, () -> {})));
                case "claim", "claim-expired", "bury" ->
                    String.valueOf(traffic.claimed(id).size());
                case "expire" -> {
                    claims.expireDue(Set.of(Shards.of(id)), 1_000);
                    yield rows.message(id)
                                    .filter(row -> row.state() == MessageState.EXPIRED && !situation.equals("EXPIRED"))
                                    .isPresent()
                            ? "1"
                            : "0";
                }
                case "replay" -> decided(() -> decisions.replay(caseOf(id), "fixed", Producer.OPERATOR));
                case "discard" -> decided(() -> decisions.discard(caseOf(id), "given up", Producer.OPERATOR));
                default -> outcome(receipts.take(application, List.of(receipt(id, ReceiptKind.valueOf(verb)))));
            };
        }

        private String decided(Runnable decision) {
            try {
                decision.run();
                return "APPLIED";
            } catch (ProblemException problem) {
                return String.valueOf(problem.status().value());
            }
        }

        private String outcome(List<ItemResult> results) {
            assertThat(results).hasSize(1);
            ItemResult result = results.get(0);
            assertThat(result.id()).isEqualTo(message.id());
            if (result.state() != null) {
                assertThat(result.state()).as("answered state").isEqualTo(rows.stateOf(message.id()));
            }
            boolean fine =
                    Set.of("APPLIED", "UNCHANGED").contains(result.outcome().name());
            assertThat(result.problem() == null).as("a problem is told").isEqualTo(fine);
            return result.outcome().name();
        }

        private void reported(NewMessage target, ReceiptKind kind) {
            outbox.submit(application, List.of(target));
            receipts.take(application, List.of(receipt(target.id(), kind)));
        }

        private Receipt receipt(UUID id, ReceiptKind kind) {
            boolean withError = kind == ReceiptKind.FAILED || kind == ReceiptKind.REJECTED;
            return new Receipt(
                    id,
                    topic.name(),
                    "group-" + application,
                    kind,
                    1,
                    "tester",
                    "0@1",
                    null,
                    kind == ReceiptKind.IN_PROGRESS ? 60_000L : null,
                    withError
                            ? new ConsumeError(
                                    DeadLetterReason.REJECTED, "java.lang.IllegalStateException", "no", "A.b")
                            : null);
        }

        private UUID caseOf(UUID id) {
            Rows.CaseRow row = rows.cases(id).get(0);
            return row == null ? UUID.randomUUID() : row.id();
        }
    }
}
