package io.reliablemessage.service.reconciliation;

import static io.reliablemessage.protocol.management.DiscrepancyType.BROKEN_STATE;
import static io.reliablemessage.protocol.management.DiscrepancyType.CONFLICTING_CONTENT;
import static io.reliablemessage.protocol.management.DiscrepancyType.DUPLICATE_EFFECT;
import static io.reliablemessage.protocol.management.DiscrepancyType.FALSE_RECEIPT;
import static io.reliablemessage.protocol.management.DiscrepancyType.GHOST_MESSAGE;
import static io.reliablemessage.protocol.management.DiscrepancyType.MISSING_MESSAGE;
import static io.reliablemessage.protocol.management.DiscrepancyType.UNCONSUMED;
import static io.reliablemessage.protocol.management.DiscrepancyType.UNRECEIPTED_EFFECT;
import static io.reliablemessage.service.reconciliation.Books.FROM;
import static io.reliablemessage.service.reconciliation.Books.NOW;
import static io.reliablemessage.service.reconciliation.Books.TO;
import static io.reliablemessage.service.reconciliation.Books.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.management.ComparisonState;
import io.reliablemessage.protocol.management.ReconciliationRun;
import io.reliablemessage.protocol.management.ReconciliationRun.Kind;
import io.reliablemessage.protocol.management.RunState;
import io.reliablemessage.protocol.reconciliation.IdentifiedBy;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.ServiceTest;
import io.reliablemessage.service.Together;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.outbox.Ids;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.web.servlet.client.RestTestClient;

/** Books of an application beside messages and receipts, damaged in every way, on a real database and over real HTTP. */
@ServiceTest
class ReconciliationTest {
    private static final String HORIZON_LONG = "\"horizon\":\"PT10H\"";
    private static final String HORIZON_SHORT = "\"horizon\":\"PT1S\"";

    private final JdbcTemplate jdbc;
    private final JdbcRuns runs;
    private final RunSteps steps;
    private final Repairs repairs;
    private final Books books;

    ReconciliationTest(
            RestTestClient http,
            JdbcTemplate jdbc,
            TopicCatalog topics,
            JdbcRuns runs,
            RunSteps steps,
            Repairs repairs) {
        this.jdbc = jdbc;
        this.runs = runs;
        this.steps = steps;
        this.repairs = repairs;
        books = new Books(Api.administrator(http), jdbc, topics);
    }

    @AfterEach
    void stop() {
        books.close();
    }

    private ReconciliationRun compare() {
        return books.finish(books.start(), runs, steps);
    }

    /** Over a window with nothing in it, so that only what is known is looked at again. */
    private ReconciliationRun lookAgain() {
        return books.finish(books.start(NOW.minus(Duration.ofHours(1)), NOW.minusSeconds(3_000)), runs, steps);
    }

    @Test
    void equalBooksCostOneDigestForEachSlice() {
        books.equalBooks(10_000, books.application.facts(books.topic.name()), null);
        books.rules("");
        ReconciliationRun run = books.finish(books.start(), runs, steps);
        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(run.found()).isEmpty();
        assertThat(run.inFlight()).isZero();
        assertThat(books.application.questions).containsExactly("sources", "digest", "sources");
        ReconciliationRun.Comparison facts = run.comparisons().get(1);
        assertThat(facts.kind()).isEqualTo(Kind.FACTS);
        assertThat(facts.state()).isEqualTo(ComparisonState.DONE);
        assertThat(facts.ours()).isEqualTo(new ReconciliationRun.Total(10_000, null));
        assertThat(facts.theirs()).isEqualTo(new ReconciliationRun.Total(10_000, null));
        assertThat(facts.questions()).isEqualTo(2);
        assertThat(facts.bytes()).isBetween(10_000L, 40_000L);
        assertThat(run.comparisons().get(2).state()).isEqualTo(ComparisonState.NO_BOOK);
    }

    @Test
    void tenDifferencesAmongTenThousandAreFoundExactly() {
        BookApplication.Book facts = books.application.facts(books.topic.name());
        List<Books.Message> messages = books.equalBooks(10_000, facts, null);
        for (int i = 0; i < 5; i++) {
            books.delete(messages.get(1_000 + 1_700 * i).id());
            facts.remove(key(500 + 1_800 * i));
        }
        books.rules("");
        ReconciliationRun run = books.finish(books.start(), runs, steps);
        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(run.found()).isEqualTo(Books.found(MISSING_MESSAGE, 5, GHOST_MESSAGE, 5));
        assertThat(books.discrepancies())
                .containsExactlyInAnyOrder(
                        "MISSING_MESSAGE OPEN orderNo=o-1000",
                        "MISSING_MESSAGE OPEN orderNo=o-2700",
                        "MISSING_MESSAGE OPEN orderNo=o-4400",
                        "MISSING_MESSAGE OPEN orderNo=o-6100",
                        "MISSING_MESSAGE OPEN orderNo=o-7800",
                        "GHOST_MESSAGE OPEN orderNo=o-500",
                        "GHOST_MESSAGE OPEN orderNo=o-2300",
                        "GHOST_MESSAGE OPEN orderNo=o-4100",
                        "GHOST_MESSAGE OPEN orderNo=o-5900",
                        "GHOST_MESSAGE OPEN orderNo=o-7700");
        assertThat(books.application.questions).hasSizeLessThan(12);
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM reconciliation_suspect", Long.class))
                .isZero();
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM reconciliation_slice", Long.class))
                .isZero();
        assertThat(run.from()).isEqualTo(FROM);
        assertThat(run.to()).isEqualTo(TO);
    }

    @Test
    void sliceEdgesAndSkewedTimesAreNoDifferences() {
        BookApplication.Book facts = books.application.facts(books.topic.name());
        List<Books.Message> messages = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            Instant time = FROM.plusMillis(1_000L * i);
            messages.add(new Books.Message(Ids.newAt(time), key(i), time));
            facts.add(key(i), time.plusMillis(1_700L * (i % 3) - 1_700));
        }
        books.insert(messages);
        books.application.sliceRows = 400;
        books.rules("");
        ReconciliationRun run = compare();
        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(run.found()).isEmpty();
        assertThat(books.discrepancies()).isEmpty();
        assertThat(books.application.asked("digest")).isEqualTo(8);
    }

    @Test
    void differencesAtSliceEdgesAreFoundOnce() {
        BookApplication.Book facts = books.application.facts(books.topic.name());
        List<Books.Message> messages = books.equalBooks(1_000, facts, null);
        books.application.sliceRows = 100;
        for (int number : List.of(99, 100, 199, 999)) {
            books.delete(messages.get(number).id());
        }
        facts.remove(key(0));
        books.rules("");
        assertThat(compare().found()).isEqualTo(Books.found(MISSING_MESSAGE, 4, GHOST_MESSAGE, 1));
        assertThat(books.discrepancies()).hasSize(5);
    }

    @Test
    void agreesWithPlainDifferenceOfRandomBooks() {
        Random random = new Random(20261130);
        BookApplication.Book facts = books.application.facts(books.topic.name());
        Set<String> expected = new TreeSet<>();
        List<Books.Message> messages = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            // Few milliseconds, so that many entries have the same.
            Instant time = FROM.plusMillis(random.nextInt(300) * 7L);
            boolean ours = random.nextInt(40) != 0;
            boolean theirs = random.nextInt(40) != 0;
            for (int times = 0; ours && times < 1 + random.nextInt(2); times++) {
                messages.add(new Books.Message(Ids.newAt(time.plusMillis(random.nextInt(50))), key(i), time));
            }
            for (int times = 0; theirs && times < (random.nextInt(30) == 0 ? 2 : 1); times++) {
                facts.add(key(i), time);
            }
            if (ours != theirs) {
                expected.add((ours ? "GHOST_MESSAGE OPEN " : "MISSING_MESSAGE OPEN ") + key(i));
            }
        }
        books.insert(messages);
        books.application.sliceRows = 170;
        books.rules("");
        ReconciliationRun run = compare();
        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(expected).hasSizeGreaterThan(50);
        assertThat(new TreeSet<>(books.discrepancies())).isEqualTo(expected);
        assertThat(run.found().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(expected.size());
    }

    @Test
    void findsEveryDamageAndNothingElse() {
        BookApplication.Book facts = books.application.facts(books.topic.name());
        BookApplication.Book effects =
                books.application.effects(books.topic.name(), books.group, IdentifiedBy.MESSAGE_ID);
        facts.contents = true;
        List<Books.Message> messages = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Instant time = FROM.plusSeconds(60 + i);
            Books.Message message = new Books.Message(Ids.newAt(time), key(i), time);
            messages.add(message);
            facts.add(key(i), time, Books.sha256(message.payload()), null);
            effects.add(message.id(), key(i), time);
        }
        books.insert(messages);
        books.rules("");
        assertThat(compare().found()).isEmpty();
        books.delete(id(messages, 1)); // also an effect without message, which must not be told twice
        facts.remove(key(2));
        effects.remove(key(3));
        books.owe(id(messages, 4));
        books.owe(id(messages, 5));
        effects.remove(key(5));
        jdbc.update("UPDATE message SET payload = 'another' WHERE id = ?", (Object) Ids.toBytes(id(messages, 6)));
        books.owe(id(messages, 7));
        effects.remove(key(7));
        jdbc.update("UPDATE message SET due_shard = 99 WHERE id = ?", (Object) Ids.toBytes(id(messages, 7)));
        retryWithoutDueTime(id(messages, 8));
        effects.remove(key(8));
        bury(id(messages, 9));
        effects.remove(key(9));
        ReconciliationRun run = compare();
        assertThat(books.discrepancies())
                .containsExactlyInAnyOrder(
                        "MISSING_MESSAGE OPEN orderNo=o-1",
                        "GHOST_MESSAGE OPEN orderNo=o-2",
                        "FALSE_RECEIPT OPEN orderNo=o-3",
                        "UNRECEIPTED_EFFECT OPEN orderNo=o-4",
                        "UNCONSUMED OPEN orderNo=o-5",
                        "CONFLICTING_CONTENT OPEN orderNo=o-6",
                        "BROKEN_STATE OPEN orderNo=o-7",
                        "BROKEN_STATE OPEN orderNo=o-8",
                        "BROKEN_STATE OPEN orderNo=o-9");
        assertThat(run.found())
                .isEqualTo(Books.found(
                        MISSING_MESSAGE,
                        1,
                        GHOST_MESSAGE,
                        1,
                        FALSE_RECEIPT,
                        1,
                        UNRECEIPTED_EFFECT,
                        1,
                        UNCONSUMED,
                        1,
                        CONFLICTING_CONTENT,
                        1,
                        BROKEN_STATE,
                        3));
        assertThat(compare().found()).isEqualTo(run.found());
        assertThat(books.discrepancies()).hasSize(9);
    }

    private static UUID id(List<Books.Message> messages, int number) {
        return messages.get(number).id();
    }

    private void retryWithoutDueTime(UUID message) {
        jdbc.update(
                "UPDATE message SET state = 'CONFIRMED', groups_retrying = 1, finished_at = NULL WHERE id = ?",
                (Object) Ids.toBytes(message));
    }

    private void bury(UUID message) {
        jdbc.update("UPDATE message SET state = 'DEAD', groups_dead = 1 WHERE id = ?", (Object) Ids.toBytes(message));
    }

    @Test
    void businessTableOfEffectsShowsDuplicates() {
        BookApplication.Book effects =
                books.application.effects(books.topic.name(), books.group, IdentifiedBy.BUSINESS_KEY);
        for (int i = 0; i < 10; i++) {
            books.consumed(i, FROM.plusSeconds(i));
            effects.add(key(i), FROM.plusSeconds(i));
        }
        effects.add(key(4), FROM.plusSeconds(300));
        ReconciliationRun run = compare();
        assertThat(run.found()).isEqualTo(Books.found(DUPLICATE_EFFECT, 1));
        assertThat(run.comparisons())
                .extracting(ReconciliationRun.Comparison::kind)
                .containsExactly(Kind.MESSAGES, Kind.EFFECTS);
    }

    @Test
    void duplicateOfTwoMessagesIsSeenInTheWindowOfTheSecond() {
        BookApplication.Book effects =
                books.application.effects(books.topic.name(), books.group, IdentifiedBy.BUSINESS_KEY);
        for (int second : List.of(1, 2_000)) {
            books.consumed(1, FROM.plusSeconds(second));
            effects.add(key(1), FROM.plusSeconds(second));
        }
        Instant middle = FROM.plusSeconds(1_000);
        effects.add(key(2), FROM.plusSeconds(1));
        books.consumed(2, FROM.plusSeconds(1));
        books.consumed(2, FROM.plusSeconds(2_000));
        assertThat(books.finish(books.start(middle, TO), runs, steps).found())
                .isEqualTo(Books.found(DUPLICATE_EFFECT, 1));
        assertThat(books.discrepancies()).containsExactly("DUPLICATE_EFFECT OPEN orderNo=o-1");
    }

    @Test
    void messagesThatComeWhileAFullSliceIsComparedAreReadOnTo() {
        BookApplication.Book facts = books.application.facts(books.topic.name());
        books.equalBooks(55_000, facts, null);
        facts.remove(key(77));
        books.rules("");
        AtomicBoolean late = new AtomicBoolean();
        books.application.fault = (action, exchange) -> {
            if (action.equals("entries") && late.compareAndSet(false, true)) {
                books.consumed(1_000_001, FROM.plusMillis(30));
                facts.add(key(1_000_001), FROM.plusMillis(30));
            }
            return false;
        };
        ReconciliationRun run = compare();
        assertThat(late).isTrue();
        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(books.discrepancies()).containsExactly("GHOST_MESSAGE OPEN orderNo=o-77");
    }

    @Test
    void factWhoseMessageMayHaveBeenRemovedIsNotCalledMissing() {
        BookApplication.Book facts = books.application.facts(books.topic.name());
        facts.add(key(1), NOW.minus(Duration.ofHours(30 * 24 - 12)));
        facts.add(key(2), NOW.minus(Duration.ofHours(29 * 24 - 12)));
        books.rules("");
        Instant from = NOW.minus(Duration.ofHours(30 * 24 - 1));
        assertThat(books.finish(books.start(from, from.plus(Duration.ofDays(2))), runs, steps)
                        .found())
                .isEqualTo(Books.found(MISSING_MESSAGE, 1));
        assertThat(books.discrepancies()).containsExactly("MISSING_MESSAGE OPEN orderNo=o-2");
    }

    @Test
    void effectOfAnotherMessageWithTheSameKeyCounts() {
        BookApplication.Book effects =
                books.application.effects(books.topic.name(), books.group, IdentifiedBy.MESSAGE_ID);
        UUID first = books.consumed(1, FROM.plusSeconds(1));
        books.consumed(1, FROM.plusSeconds(2));
        effects.add(first, key(1), FROM.plusSeconds(1));
        assertThat(compare().found()).isEmpty();
        books.delete(first);
        assertThat(compare().found()).isEmpty();
    }

    @Test
    void amountsAreSummedAndCompared() {
        BookApplication.Book facts = books.application.facts(books.topic.name());
        facts.amounts = true;
        for (int i = 0; i < 10; i++) {
            books.consumed(i, FROM.plusSeconds(i));
            facts.add(key(i), FROM.plusSeconds(i), null, new BigDecimal(i == 3 ? "1.51" : "1.5"));
        }
        books.rules("\"amountField\":\"/total\"");
        ReconciliationRun run = compare();
        assertThat(run.found()).isEqualTo(Books.found(CONFLICTING_CONTENT, 1));
        ReconciliationRun.Comparison comparison = run.comparisons().get(1);
        assertThat(comparison.ours()).isNotNull();
        assertThat(comparison.ours().amount()).isEqualByComparingTo("15");
        assertThat(comparison.theirs()).isNotNull();
        assertThat(comparison.theirs().amount()).isEqualByComparingTo("15.01");
        assertThat(books.discrepancies()).containsExactly("CONFLICTING_CONTENT OPEN orderNo=o-3");
    }

    @Test
    void whatIsOneSidedForLessThanTheHorizonIsInFlightAndThenADiscrepancy() {
        BookApplication.Book facts = books.application.facts(books.topic.name());
        books.consumed(1, FROM.plusSeconds(1));
        facts.add(key(2), FROM.plusSeconds(2));
        books.rules(HORIZON_LONG);
        ReconciliationRun run = compare();
        assertThat(run.found()).isEmpty();
        assertThat(run.inFlight()).isEqualTo(2);
        assertThat(books.discrepancies())
                .containsExactly("GHOST_MESSAGE IN_FLIGHT orderNo=o-1", "MISSING_MESSAGE IN_FLIGHT orderNo=o-2");
        facts.add(key(1), FROM.plusSeconds(1));
        assertThat(lookAgain().inFlight()).isEqualTo(1);
        assertThat(books.discrepancies()).containsExactly("MISSING_MESSAGE IN_FLIGHT orderNo=o-2");
        books.rules(HORIZON_SHORT);
        assertThat(lookAgain().found()).isEqualTo(Books.found(MISSING_MESSAGE, 1));
        books.consumed(2, FROM.plusSeconds(2));
        ReconciliationRun last = lookAgain();
        assertThat(last.found()).isEmpty();
        assertThat(last.resolved()).isEqualTo(1);
        assertThat(books.discrepancies()).containsExactly("MISSING_MESSAGE RESOLVED orderNo=o-2");
    }

    @Test
    void repairIsVerifiedByTheNextRunAndReopensOnlyAfterTheHorizon() {
        BookApplication.Book facts = books.application.facts(books.topic.name());
        facts.add(key(1), FROM.plusSeconds(1));
        books.rules("\"repairs\":{\"MISSING_MESSAGE\":\"AUTOMATIC\"}," + "\"horizon\":\"PT1H\"");
        compare();
        repair();
        assertThat(books.discrepancies()).containsExactly("MISSING_MESSAGE REPAIRING orderNo=o-1");
        assertThat(lookAgain().found()).isEqualTo(Books.found(MISSING_MESSAGE, 1));
        assertThat(books.discrepancies()).containsExactly("MISSING_MESSAGE REPAIRING orderNo=o-1");
        assertThat(claimed()).isEmpty();
        jdbc.update(
                "UPDATE reconciliation_discrepancy SET repaired_at = repaired_at - INTERVAL 2 HOUR WHERE topic_id = ?",
                books.topic.id());
        lookAgain();
        assertThat(books.discrepancies()).containsExactly("MISSING_MESSAGE OPEN orderNo=o-1");
        repair();
        books.consumed(1, FROM.plusSeconds(1));
        ReconciliationRun run = lookAgain();
        assertThat(run.repaired()).isEqualTo(1);
        assertThat(run.found()).isEmpty();
        assertThat(books.discrepancies()).containsExactly("MISSING_MESSAGE REPAIRED orderNo=o-1");
    }

    private void repair() {
        List<RepairOrder> orders = claimed();
        assertThat(orders).hasSize(1);
        assertThat(repairs.done(orders.get(0))).isTrue();
        assertThat(repairs.done(orders.get(0))).isFalse();
    }

    private List<RepairOrder> claimed() {
        return repairs.claim(200).stream()
                .filter(each -> each.topicId() == books.topic.id())
                .toList();
    }

    @Test
    void thirdAutomaticRepairThatFailsWaitsForAPerson() {
        books.application.facts(books.topic.name()).add(key(1), FROM.plusSeconds(1));
        books.rules("\"repairs\":{\"MISSING_MESSAGE\":\"AUTOMATIC\"}");
        compare();
        List<Repairs.AfterFailure> after = new ArrayList<>();
        for (int attempt = 0; attempt < 3; attempt++) {
            after.add(repairs.failed(claimed().get(0), "no luck", Duration.ZERO));
        }
        assertThat(after)
                .containsExactly(Repairs.AfterFailure.AGAIN, Repairs.AfterFailure.AGAIN, Repairs.AfterFailure.GIVEN_UP);
        lookAgain();
        assertThat(claimed()).isEmpty();
    }

    @Test
    void applicationThatDoesNotAnswerProperlyMakesTheRunIncomplete() {
        BookApplication.Book facts = books.application.facts(books.topic.name());
        books.equalBooks(10, facts, null);
        facts.remove(key(3));
        books.rules("");
        expectIncomplete("HTTP status 503", (action, exchange) -> {
            BookApplication.respond(exchange, 503, "text/plain", new byte[0]);
            return true;
        });
        expectIncomplete("text/html", (action, exchange) -> {
            BookApplication.respond(exchange, 200, "text/html", "<h1>Hello".getBytes(StandardCharsets.UTF_8));
            return true;
        });
        expectIncomplete("not one to the question", (action, exchange) -> {
            long time = Long.parseLong(exchange.getRequestHeaders().getFirst("Reliable-Message-Timestamp"));
            books.application.signed(
                    exchange,
                    action,
                    time,
                    ("{\"requestId\":\"" + UUID.randomUUID() + "\",\"sources\":[]}").getBytes(StandardCharsets.UTF_8));
            return true;
        });
        expectIncomplete("signature", (action, exchange) -> {
            long time = Long.parseLong(exchange.getRequestHeaders().getFirst("Reliable-Message-Timestamp"));
            books.application.signed(exchange, "find", time, "{}".getBytes(StandardCharsets.UTF_8));
            return true;
        });
        // It describes its books and then dies.
        expectIncomplete("", (action, exchange) -> {
            if (action.equals("sources")) {
                return false;
            }
            exchange.close();
            return true;
        });
        books.application.fault = null;
        assertThat(compare().found()).isEqualTo(Books.found(GHOST_MESSAGE, 1));
    }

    private void expectIncomplete(String problem, BookApplication.Fault fault) {
        books.application.fault = fault;
        ReconciliationRun run = compare();
        assertThat(run.state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(run.problem())
                .startsWith("FACTS of application " + books.shop + ": ")
                .contains(problem);
        assertThat(run.comparisons().get(1).state()).isEqualTo(ComparisonState.FAILED);
        assertThat(run.found()).isEmpty();
        assertThat(books.discrepancies()).isEmpty();
    }

    @Test
    void silentApplicationIsAskedAgainBeforeItsBookIsGivenUp() {
        books.equalBooks(10, books.application.facts(books.topic.name()), null);
        books.rules("");
        books.application.fault = (action, exchange) -> {
            exchange.close();
            return true;
        };
        UUID id = books.start();
        for (int step = 0; step < 6; step++) {
            steps.step(runs.find(id).orElseThrow());
        }
        assertThat(books.run(id).state()).isEqualTo(RunState.RUNNING);
        assertThat(runs.find(id).orElseThrow().silentSince()).isNotNull();
        books.application.fault = null;
        ReconciliationRun run = books.finish(id, runs, steps);
        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(run.found()).isEmpty();
    }

    @Test
    void silenceLeavesWhatIsKnownAsItIs() {
        BookApplication.Book facts = books.application.facts(books.topic.name());
        books.consumed(1, FROM.plusSeconds(1));
        books.rules("");
        compare();
        facts.add(key(1), FROM.plusSeconds(1));
        books.application.fault = (action, exchange) -> {
            exchange.close();
            return true;
        };
        assertThat(lookAgain().state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(books.discrepancies()).containsExactly("GHOST_MESSAGE OPEN orderNo=o-1");
    }

    @Test
    void twoNodesThatMakeTheSameStepsFindTheSame() throws Exception {
        BookApplication.Book facts = books.application.facts(books.topic.name());
        List<Books.Message> messages = books.equalBooks(500, facts, null);
        books.application.sliceRows = 60;
        for (int i = 0; i < 10; i++) {
            books.delete(messages.get(50 * i).id());
        }
        books.rules("");
        UUID id = books.start();
        Together.run(2, thread -> () -> books.finish(id, runs, steps));
        ReconciliationRun run = books.run(id);
        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(run.found()).isEqualTo(Books.found(MISSING_MESSAGE, 10));
        assertThat(run.comparisons().get(1).ours()).isEqualTo(new ReconciliationRun.Total(490, null));
        assertThat(new HashSet<>(books.discrepancies())).hasSize(10);
    }

    @Test
    void acceptedIsNotReportedAgain() {
        books.consumed(1, FROM.plusSeconds(1));
        books.application.facts(books.topic.name());
        books.rules("");
        compare();
        jdbc.update("""
                UPDATE reconciliation_discrepancy SET state = 'ACCEPTED', closed_at = UTC_TIMESTAMP(3), closed_by = 'me'
                 WHERE topic_id = ?
                """, books.topic.id());
        assertThat(compare().found()).isEmpty();
        assertThat(books.discrepancies()).containsExactly("GHOST_MESSAGE ACCEPTED orderNo=o-1");
    }

    @Test
    void olderThanTheApplicationKeepsIsNotCompared() {
        BookApplication.Book facts = books.application.facts(books.topic.name());
        books.consumed(1, FROM.plusSeconds(1));
        books.consumed(2, FROM.plusSeconds(1_000));
        facts.keptSince = FROM.plusSeconds(500);
        books.rules("");
        ReconciliationRun run = compare();
        assertThat(run.found()).isEqualTo(Books.found(GHOST_MESSAGE, 1));
        assertThat(run.comparisons().get(1).problem()).contains("keeps nothing older");
    }

    @Test
    void messageInDeliveryOfAPausedGroupIsUnconsumedAndNotBroken() {
        UUID message = books.consumed(1, FROM.plusSeconds(1));
        books.owe(message);
        jdbc.update("""
                INSERT INTO pause (kind, name, due_shard, paused_by, reason, since_at)
                VALUES ('GROUP', ?, 113, 'me', 'test', UTC_TIMESTAMP(3))
                """, books.group);
        jdbc.update("UPDATE message SET due_shard = 113 WHERE id = ?", (Object) Ids.toBytes(message));
        assertThat(compare().found()).isEqualTo(Books.found(UNCONSUMED, 1));
        jdbc.update("DELETE FROM pause WHERE name = ?", books.group);
        // Out of the window, and out of everybody's sight.
        assertThat(lookAgain().found()).isEqualTo(Books.found(BROKEN_STATE, 1));
        assertThat(compare().found()).isEqualTo(Books.found(BROKEN_STATE, 1));
        assertThat(books.discrepancies())
                .containsExactly("BROKEN_STATE OPEN orderNo=o-1", "UNCONSUMED OPEN orderNo=o-1");
    }

    private void consumeAgain(UUID message) {
        jdbc.update("""
                UPDATE message SET state = 'CONSUMED', groups_owing = 0, groups_retrying = 0, due_at = NULL, due_shard = NULL,
                  finished_at = confirmed_at, receipt_log = CONCAT('0:1:', ROUND(UNIX_TIMESTAMP(confirmed_at) * 1000), ':;') WHERE id = ?
                """, (Object) Ids.toBytes(message));
    }

    /** Such records know the message and not its key; what is suspected of both is one thing. */
    @Test
    void lateReceiptOfRecordsWithoutKeysIsOneThingAndResolves() {
        BookApplication.Book effects =
                books.application.effects(books.topic.name(), books.group, IdentifiedBy.MESSAGE_ID);
        UUID id = books.consumed(1, FROM.plusSeconds(1));
        effects.add(id, null, FROM.plusSeconds(1));
        books.owe(id);
        books.rules("\"horizon\":\"PT10H\"");
        assertThat(compare().inFlight()).isEqualTo(1);
        assertThat(books.discrepancies()).hasSize(1);
        consumeAgain(id);
        lookAgain();
        books.rules("\"horizon\":\"PT1S\"");
        lookAgain();
        assertThat(books.discrepancies()).isEmpty();
    }

    @Test
    void lateReceiptOfAGroupWithoutABookResolvesItsDiscrepancy() {
        UUID id = books.consumed(1, FROM.plusSeconds(1));
        books.owe(id);
        books.rules("\"horizon\":\"PT1S\"");
        compare();
        assertThat(books.discrepancies()).containsExactly("UNCONSUMED OPEN orderNo=o-1");
        consumeAgain(id);
        lookAgain();
        assertThat(books.discrepancies()).containsExactly("UNCONSUMED RESOLVED orderNo=o-1");
    }

    @Test
    void whatIsKnownOfAGroupOutlivesABrokenState() {
        UUID id = books.consumed(1, FROM.plusSeconds(1));
        books.application.facts(books.topic.name()).add(key(1), FROM.plusSeconds(1));
        books.owe(id);
        books.rules("\"horizon\":\"PT1S\"");
        compare();
        jdbc.update("UPDATE message SET due_shard = 99 WHERE id = ?", (Object) Ids.toBytes(id));
        assertThat(lookAgain().found()).isEqualTo(Books.found(BROKEN_STATE, 1));
        jdbc.update("UPDATE message SET due_shard = 3 WHERE id = ?", (Object) Ids.toBytes(id));
        lookAgain();
        assertThat(books.discrepancies())
                .containsExactly("BROKEN_STATE RESOLVED orderNo=o-1", "UNCONSUMED OPEN orderNo=o-1");
    }

    @Test
    void redeliveryThatEndsAsADeadLetterHasRepairedNothing() {
        books.application.effects(books.topic.name(), books.group, IdentifiedBy.BUSINESS_KEY);
        UUID id = books.consumed(1, FROM.plusSeconds(1));
        books.rules("\"repairs\":{\"FALSE_RECEIPT\":\"AUTOMATIC\"},\"horizon\":\"PT1S\"");
        compare();
        RepairOrder order = repairs.claim(200).stream()
                .filter(each -> each.topicId() == books.topic.id())
                .findFirst()
                .orElseThrow();
        assertThat(repairs.done(order)).isTrue();
        bury(id);
        ReconciliationRun run = lookAgain();
        assertThat(run.repaired()).isZero();
        assertThat(run.resolved()).isEqualTo(1);
        assertThat(jdbc.queryForObject(
                        "SELECT closed_reason FROM reconciliation_discrepancy WHERE topic_id = ? AND type = 'FALSE_RECEIPT'",
                        String.class,
                        books.topic.id()))
                .contains("dead letter");
    }

    @Test
    void acceptedAmountThatChangesAgainIsReported() {
        BookApplication.Book facts = books.application.facts(books.topic.name());
        facts.amounts = true;
        books.consumed(1, FROM.plusSeconds(1));
        facts.add(key(1), FROM.plusSeconds(1), null, new BigDecimal("1.51"));
        books.rules("\"amountField\":\"/total\"");
        compare();
        jdbc.update("""
                UPDATE reconciliation_discrepancy SET state = 'ACCEPTED', closed_at = UTC_TIMESTAMP(3), closed_by = 'me'
                 WHERE topic_id = ?
                """, books.topic.id());
        assertThat(compare().found()).isEmpty();
        facts.remove(key(1));
        facts.add(key(1), FROM.plusSeconds(1), null, new BigDecimal("99999"));
        compare();
        assertThat(books.discrepancies()).containsExactly("CONFLICTING_CONTENT OPEN orderNo=o-1");
    }

    /** A receipt for it would end it unseen, whatever it says; its delivery raises the conflict. */
    @Test
    void effectOfAnotherMessageOfTheKeyIsNoEffectOfTheOneThatWaits() {
        BookApplication.Book effects =
                books.application.effects(books.topic.name(), books.group, IdentifiedBy.MESSAGE_ID);
        UUID first = books.consumed(1, FROM.plusSeconds(1));
        effects.add(first, key(1), FROM.plusSeconds(1));
        books.owe(books.consumed(1, FROM.plusSeconds(2)));
        books.rules("\"horizon\":\"PT1S\"");
        assertThat(compare().found()).isEqualTo(Books.found(UNCONSUMED, 1));
    }

    @Test
    void amountsMayBeWrittenAsText() {
        BookApplication.Book facts = books.application.facts(books.topic.name());
        facts.amounts = true;
        UUID id = books.consumed(1, FROM.plusSeconds(1));
        jdbc.update("UPDATE message SET payload = '{\"total\":\"1.50\"}' WHERE id = ?", (Object) Ids.toBytes(id));
        facts.add(key(1), FROM.plusSeconds(1), null, new BigDecimal("1.5"));
        books.rules("\"amountField\":\"/total\"");
        ReconciliationRun run = compare();
        assertThat(run.found()).isEmpty();
        assertThat(Objects.requireNonNull(run.comparisons().get(1).ours()).amount())
                .isEqualByComparingTo("1.5");
    }
}
