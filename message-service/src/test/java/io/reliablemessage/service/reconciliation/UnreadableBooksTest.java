package io.reliablemessage.service.reconciliation;

import static io.reliablemessage.protocol.management.DiscrepancyType.GHOST_MESSAGE;
import static io.reliablemessage.service.reconciliation.Books.FROM;
import static io.reliablemessage.service.reconciliation.Books.NOW;
import static io.reliablemessage.service.reconciliation.Books.TO;
import static io.reliablemessage.service.reconciliation.Books.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.reliablemessage.protocol.management.ComparisonState;
import io.reliablemessage.protocol.management.ReconciliationRun;
import io.reliablemessage.protocol.management.ReconciliationRun.Kind;
import io.reliablemessage.protocol.management.RunState;
import io.reliablemessage.protocol.reconciliation.IdentifiedBy;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.ServiceTest;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.Shards;
import io.reliablemessage.service.outbox.Times;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.web.servlet.client.RestTestClient;

/** Books that say what cannot be, cannot be read or are gone: runs come to their end, say so, and compare the other books all the same. */
@ServiceTest
class UnreadableBooksTest {
    private final Api administrator;
    private final JdbcTemplate jdbc;
    private final JdbcRuns runs;
    private final RunTables tables;
    private final StepTransaction transaction;
    private final RunSteps steps;
    private final LookUpSteps lookUpSteps;
    private final RunEnd end;
    private final ReconciliationProperties properties;
    private final ScheduledRuns schedule;
    private final JdbcPolicies policies;
    private final RunStarter starter;
    private final Books books;

    UnreadableBooksTest(
            RestTestClient http,
            JdbcTemplate jdbc,
            TopicCatalog topics,
            RunTables tables,
            StepTransaction transaction,
            RunSteps steps,
            LookUpSteps lookUpSteps,
            RunEnd end,
            ReconciliationProperties properties,
            ScheduledRuns schedule,
            JdbcPolicies policies,
            RunStarter starter) {
        administrator = Api.administrator(http);
        this.jdbc = jdbc;
        this.runs = tables.runs();
        this.tables = tables;
        this.transaction = transaction;
        this.steps = steps;
        this.lookUpSteps = lookUpSteps;
        this.end = end;
        this.properties = properties;
        this.schedule = schedule;
        this.policies = policies;
        this.starter = starter;
        books = new Books(administrator, jdbc, topics);
    }

    @AfterEach
    void stop() {
        books.close();
    }

    private ReconciliationRun compare() {
        return books.finish(books.start(), runs, steps);
    }

    @Test
    void bookThatIsKeptSinceEverIsComparedFromTheBeginning() {
        BookApplication.Book effects =
                books.application.effects(books.topic.name(), books.group, IdentifiedBy.MESSAGE_ID);
        effects.keptSince = Instant.MIN;
        effects.add(books.consumed(1, FROM), key(1), FROM);
        ReconciliationRun run = compare();
        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(run.found()).isEmpty();
        effects.keptSince = Instant.MAX;
        assertThat(compare().state()).isEqualTo(RunState.DONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e3000", "1e999999999"})
    void amountBeyondReasonThatIsLookedUpMakesTheRunIncomplete(String amount) {
        BookApplication.Book facts = books.application.facts(books.topic.name());
        facts.amounts = true;
        books.rules("\"amountField\":\"/total\"");
        books.consumed(1, FROM.plusSeconds(1));
        // Outside of the window, so that only the look-up says it.
        facts.add(key(1), TO.plusSeconds(60), null, new BigDecimal(amount));
        expectUnbelieved(compare());
    }

    @Test
    void contentThatIsNoDigestMakesTheRunIncomplete() {
        BookApplication.Book facts = books.application.facts(books.topic.name());
        facts.contents = true;
        books.rules("");
        books.consumed(1, FROM.plusSeconds(1));
        facts.add(key(1), TO.plusSeconds(60), "nonsense", null);
        expectUnbelieved(compare());
    }

    private void expectUnbelieved(ReconciliationRun run) {
        assertThat(run.state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(run.problem()).contains("not one to the question");
        assertThat(books.discrepancies()).isEmpty();
    }

    @Test
    void whateverElseCannotBeWorkedWithMakesTheRunIncomplete() {
        books.consumed(1, FROM.plusSeconds(1));
        books.application.facts(books.topic.name());
        books.rules("");
        UUID id = books.start();
        RunSteps failing = failing(new IllegalStateException("o-1 is secret"));
        ReconciliationRun run = books.finish(id, runs, failing);
        assertThat(run.state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(run.comparisons().get(1).problem())
                .contains("IllegalStateException")
                .doesNotContain("o-1");
    }

    @Test
    void outageOfTheOwnDatabaseIsNoProblemOfABookAndOthersHaveTheirTurn() {
        books.application.facts(books.topic.name());
        books.rules("");
        UUID id = books.start();
        jdbc.update("UPDATE reconciliation_run SET stepped_at = stepped_at - INTERVAL 9 DAY WHERE id = ?", (Object)
                Ids.toBytes(id));
        steps.step(runs.find(id).orElseThrow());
        steps.step(runs.find(id).orElseThrow());
        steps.step(runs.find(id).orElseThrow());
        RunSteps failing = failing(new DataAccessResourceFailureException("away"));
        Run run = runs.find(id).orElseThrow();
        assertThatExceptionOfType(DataAccessResourceFailureException.class).isThrownBy(() -> failing.step(run));
        Run after = runs.find(id).orElseThrow();
        assertThat(after.step()).isEqualTo(run.step());
        assertThat(after.silentSince()).isNull();
        assertThat(runs.next(Set.of(books.topic.id() % Shards.COUNT)).map(Run::id))
                .isNotEqualTo(java.util.Optional.of(id));
        ReconciliationRun ended = books.finish(id, runs, steps);
        assertThat(ended.state()).isEqualTo(RunState.DONE);
    }

    /** Steps that fail wherever facts are compared. */
    private RunSteps failing(RuntimeException failure) {
        return new RunSteps(
                tables,
                transaction,
                new ComparisonSteps(tables, transaction, null, null, null, null, null, properties) {
                    @Override
                    void step(Run run, ComparedBooks comparison) {
                        if (comparison.kind() == Kind.FACTS) {
                            throw failure;
                        }
                        transaction.store(run, () -> {
                            tables.comparisons().end(run.id(), comparison.number(), ComparisonState.DONE, null);
                            return JdbcRuns.Progress.to(Run.Phase.COMPARE);
                        });
                    }
                },
                lookUpSteps,
                end,
                properties);
    }

    private void comparedTo(Instant time) {
        jdbc.update(
                "UPDATE reconciliation_policy SET compared_to = ? WHERE topic_id = ?",
                Times.toColumn(time),
                books.topic.id());
    }

    private ScheduledRuns.Window window() {
        return schedule.window(policy(), NOW).orElseThrow();
    }

    private JdbcPolicies.Policy policy() {
        return policies.find(books.topic.id()).orElseThrow();
    }

    private ReconciliationRun scheduled(ScheduledRuns.Window window) {
        UUID id = Ids.newAt(NOW);
        starter.start(
                new JdbcRuns.NewRun(
                        id,
                        books.topic.id(),
                        window.from(),
                        window.to(),
                        window.cut(),
                        policy().rules(),
                        starter.newSalt(),
                        null,
                        null,
                        NOW),
                window.begins());
        return books.finish(id, runs, steps);
    }

    @Test
    void windowsGoOnBesideABookThatStaysUnreadableAndItsGapIsComparedAfterwards() {
        BookApplication.Book facts = books.application.facts(books.topic.name());
        BookApplication.Book effects =
                books.application.effects(books.topic.name(), books.group, IdentifiedBy.MESSAGE_ID);
        effects.problem = "no index";
        books.rules("");
        comparedTo(NOW.minus(Duration.ofDays(3)));
        Instant early = NOW.minus(Duration.ofHours(60));
        Instant late = NOW.minus(Duration.ofHours(36));
        books.consumed(1, early);
        facts.add(key(1), early);
        effects.add(books.consumed(2, late), key(2), late);

        ScheduledRuns.Window first = window();
        ReconciliationRun run = scheduled(first);
        assertThat(run.state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(run.found()).isEmpty();

        ScheduledRuns.Window second = window();
        assertThat(second.from()).isEqualTo(first.from());
        assertThat(second.to())
                .isEqualTo(first.to().minus(Duration.ofMinutes(5)).plus(Duration.ofDays(1)));
        run = scheduled(second);
        assertThat(run.state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(run.comparisons().get(1).ours()).isEqualTo(new ReconciliationRun.Total(1, null));
        assertThat(run.comparisons().get(1).problem()).contains("earlier runs have compared it so far");
        assertThat(books.discrepancies()).containsExactly("GHOST_MESSAGE OPEN orderNo=o-2");

        effects.problem = null;
        ScheduledRuns.Window third = window();
        assertThat(third.from()).isEqualTo(first.from());
        run = scheduled(third);
        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(books.discrepancies())
                .containsExactly("FALSE_RECEIPT OPEN orderNo=o-1", "GHOST_MESSAGE OPEN orderNo=o-2");
        assertThat(policy().comparedTo()).isEqualTo(third.to());
        assertThat(window().from()).isEqualTo(third.to().minus(Duration.ofMinutes(5)));
        assertThat(window().begins()).isEmpty();
    }

    @Test
    void effectWithoutMessageWaitsUntilTheFactsCanBeReadAgain() {
        BookApplication.Book facts = books.application.facts(books.topic.name());
        BookApplication.Book effects =
                books.application.effects(books.topic.name(), books.group, IdentifiedBy.MESSAGE_ID);
        Instant time = NOW.minus(Duration.ofHours(60));
        effects.add(Ids.newAt(time), key(1), time);
        effects.add(Ids.newAt(time), key(2), time);
        facts.add(key(2), time);
        facts.problem = "no index";
        books.rules("");
        comparedTo(NOW.minus(Duration.ofDays(3)));
        scheduled(window());
        scheduled(window());
        assertThat(books.discrepancies())
                .containsExactly(
                        "UNRECEIPTED_EFFECT IN_FLIGHT orderNo=o-1", "UNRECEIPTED_EFFECT IN_FLIGHT orderNo=o-2");
        facts.problem = null;
        assertThat(scheduled(window()).state()).isEqualTo(RunState.DONE);
        assertThat(books.discrepancies())
                .containsExactly("MISSING_MESSAGE OPEN orderNo=o-2", "UNRECEIPTED_EFFECT OPEN orderNo=o-1");
    }

    @Test
    void bookOfFactsThatTheRulesNameAndNobodyKeepsMakesTheRunIncomplete() {
        books.consumed(1, FROM.plusSeconds(1));
        books.rules("");
        ReconciliationRun run = compare();
        assertThat(run.state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(run.problem()).contains("keeps no book of facts for this topic, although the topic's rules name it");
    }

    @Test
    void bookOfEffectsThatWasThereAndIsGoneMakesRunsIncompleteUntilSomebodySignsOneOff() {
        BookApplication.Book effects =
                books.application.effects(books.topic.name(), books.group, IdentifiedBy.MESSAGE_ID);
        effects.add(books.consumed(1, FROM), key(1), FROM);
        assertThat(compare().state()).isEqualTo(RunState.DONE);
        books.application.forget(effects);
        assertThat(compare().state()).isEqualTo(RunState.INCOMPLETE);
        ReconciliationRun run = compare();
        assertThat(run.state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(run.problem()).contains("although it had one");
        administrator.call(HttpMethod.POST, "/v1/reconciliation/runs/" + run.id() + "/sign-off", "{}");
        assertThat(jdbc.queryForList(
                        "SELECT state_after FROM audit WHERE action = 'RECONCILIATION_SIGNED_OFF' AND target = ?",
                        String.class,
                        "reconciliation run " + run.id()))
                .containsExactly("\"INCOMPLETE\"");
        run = compare();
        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(run.comparisons().get(1).state()).isEqualTo(ComparisonState.NO_BOOK);
    }

    @Test
    void runIsNotSaidToHaveSeenWhatItDidNotLookAt() {
        books.consumed(1, FROM.plusSeconds(1));
        BookApplication.Book facts = books.application.facts(books.topic.name());
        books.rules("");
        ReconciliationRun first = compare();
        facts.problem = "no index";
        ReconciliationRun unread = compare();
        facts.problem = null;
        UUID cancelled = books.start();
        administrator.call(
                HttpMethod.POST, "/v1/reconciliation/runs/" + cancelled + "/cancel", Api.body("reason", "test"));
        ReconciliationRun last = compare();
        assertThat(last.found()).isEqualTo(Books.found(GHOST_MESSAGE, 1));
        assertThat(seenBy(first.id())).isEqualTo(1);
        assertThat(seenBy(unread.id())).isZero();
        assertThat(seenBy(cancelled)).isZero();
        assertThat(seenBy(last.id())).isEqualTo(1);
    }

    private int seenBy(UUID run) {
        return administrator
                .json(administrator.call(HttpMethod.GET, "/v1/reconciliation/discrepancies?run=" + run, null))
                .get("items")
                .size();
    }
}
