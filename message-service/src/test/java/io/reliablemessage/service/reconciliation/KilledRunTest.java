package io.reliablemessage.service.reconciliation;

import static io.reliablemessage.protocol.management.DiscrepancyType.FALSE_RECEIPT;
import static io.reliablemessage.protocol.management.DiscrepancyType.GHOST_MESSAGE;
import static io.reliablemessage.protocol.management.DiscrepancyType.MISSING_MESSAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.management.ReconciliationRun;
import io.reliablemessage.protocol.management.ReconciliationRun.Total;
import io.reliablemessage.protocol.management.RunState;
import io.reliablemessage.protocol.reconciliation.IdentifiedBy;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.ServiceTest;
import io.reliablemessage.service.application.ApplicationCatalog;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.reconciliation.compare.ApplicationBooks;
import io.reliablemessage.service.reconciliation.compare.SliceComparison;
import io.reliablemessage.service.reconciliation.judge.LookUps;
import io.reliablemessage.service.reconciliation.judge.MessageScan;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.web.servlet.client.RestTestClient;

/** A node that dies at every point of every step: before it stores what it found out, while it does, and right after. */
@ServiceTest
class KilledRunTest {
    private final RunTables tables;
    private final RunSteps dying;
    private final Mortal transaction;
    private final Books books;

    KilledRunTest(
            RestTestClient http,
            JdbcTemplate jdbc,
            TopicCatalog topics,
            ApplicationCatalog applications,
            RunTables tables,
            Transactions transactions,
            ApplicationBooks asking,
            SliceComparison slices,
            MessageScan scan,
            LookUps lookUps,
            JdbcDiscrepancies discrepancies,
            Findings findings,
            JdbcPolicies policies,
            RunViews views,
            RunMetrics metrics,
            ReconciliationProperties properties) {
        this.tables = tables;
        transaction = new Mortal(transactions, tables.runs());
        dying = new RunSteps(
                tables,
                transaction,
                new ComparisonSteps(tables, transaction, asking, slices, scan, topics, applications, properties),
                new LookUpSteps(
                        tables, transaction, lookUps, discrepancies, findings, scan, topics, Duration.ofDays(30)),
                new RunEnd(tables, transaction, policies, discrepancies, topics, views, List.of(), metrics),
                properties);
        books = new Books(Api.administrator(http), jdbc, topics);
    }

    @AfterEach
    void stop() {
        books.close();
    }

    @Test
    void killedBetweenAnyTwoStepsARunFindsTheSame() {
        BookApplication.Book facts = books.application.facts(books.topic.name());
        BookApplication.Book effects =
                books.application.effects(books.topic.name(), books.group, IdentifiedBy.MESSAGE_ID);
        List<Books.Message> messages = books.equalBooks(600, facts, effects);
        books.application.sliceRows = 90;
        for (int i = 0; i < 5; i++) {
            books.delete(messages.get(100 * i).id());
            facts.remove(Books.key(100 * i + 1));
            effects.remove(Books.key(100 * i + 2));
        }
        books.rules("");
        UUID id = books.start();
        int deaths = 0;
        while (tables.runs().find(id).orElseThrow().state() == RunState.RUNNING) {
            assertThat(deaths).isLessThan(1_000);
            for (Death death : Death.values()) {
                transaction.next = death;
                Run run = tables.runs().find(id).orElseThrow();
                if (run.state() == RunState.RUNNING) {
                    try {
                        dying.step(run);
                    } catch (KilledException e) {
                        deaths++;
                    }
                }
            }
        }
        ReconciliationRun run = books.run(id);
        assertThat(deaths).isGreaterThan(60);
        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(run.found()).isEqualTo(Books.found(MISSING_MESSAGE, 5, GHOST_MESSAGE, 5, FALSE_RECEIPT, 5));
        assertThat(books.discrepancies()).hasSize(15);
        assertThat(run.comparisons().get(0).ours()).isEqualTo(new Total(595, null));
        assertThat(run.comparisons().get(1).ours()).isEqualTo(new Total(595, null));
        assertThat(run.comparisons().get(1).theirs()).isEqualTo(new Total(595, null));
        assertThat(run.comparisons().get(2).theirs()).isEqualTo(new Total(595, null));
    }

    private enum Death {
        BEFORE,
        WITHIN,
        AFTER
    }

    /** Not a RuntimeException, since a node that dies handles nothing. */
    private static final class KilledException extends Error {}

    private static final class Mortal extends StepTransaction {
        private Death next = Death.BEFORE;

        Mortal(Transactions transactions, JdbcRuns runs) {
            super(transactions, runs);
        }

        @Override
        boolean guarded(BooleanSupplier advance) {
            if (next == Death.BEFORE) {
                throw new KilledException();
            }
            super.guarded(() -> {
                boolean moved = advance.getAsBoolean();
                if (next == Death.WITHIN) {
                    throw new KilledException();
                }
                return moved;
            });
            throw new KilledException();
        }
    }
}
