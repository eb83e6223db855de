package io.reliablemessage.client.internal.consume;

import static io.reliablemessage.client.internal.consume.StrategyBench.listener;
import static io.reliablemessage.client.internal.consume.StrategyBench.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.Skipping;
import io.reliablemessage.client.Versioned;
import io.reliablemessage.client.store.OnEachStore;
import io.reliablemessage.client.store.Stores;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.ReceiptKind;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@link Versioned} promises, on each database. */
@OnEachStore
class VersionedTest {
    private final StrategyBench bench;

    VersionedTest(Stores stores) {
        bench = new StrategyBench(stores.fresh(), null);
    }

    @AfterEach
    void drop() {
        bench.close();
    }

    final class Stock {
        @Versioned(entity = "sku", version = "version")
        void on(String payload) {
            bench.effect(payload);
        }
    }

    final class PatientStock {
        @Versioned(entity = "sku", version = "version", gap = Skipping.WAIT)
        void on(String payload) {
            bench.effect(payload);
        }
    }

    @Test
    void newerVersionsTakeEffectAndOlderOnesAreStale() {
        assertThat(outcomes(new Stock(), 3, 3, 5, 4, 4, 5, 6))
                .containsExactly(
                        Outcome.CONSUMED,
                        Outcome.DUPLICATE,
                        Outcome.CONSUMED,
                        Outcome.STALE,
                        Outcome.DUPLICATE,
                        Outcome.DUPLICATE,
                        Outcome.CONSUMED);
        assertThat(bench.effects()).containsExactly("v3", "v5", "v6");
    }

    @Test
    void theSecondOfTwoChangesFromOneVersionIsReportedWithBoth() {
        Listener stock = listener(new Stock());
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        bench.process().consume(stock, message(first, version("7"), "12 pieces"));

        Answer conflict = bench.process().consume(stock, message(second, version("7"), "9 pieces"));

        assertThat(conflict.outcome()).isEqualTo(Outcome.KEY_CONFLICT);
        assertThat(conflict.receipt()).satisfies(receipt -> {
            assertThat(receipt.kind()).isEqualTo(ReceiptKind.REJECTED);
            assertThat(receipt.error().kind()).isEqualTo(DeadLetterReason.KEY_CONFLICT);
            assertThat(receipt.error().message())
                    .contains("sku=A;version=7")
                    .contains(first.toString())
                    .contains(second.toString());
        });
        assertThat(bench.effects()).containsExactly("12 pieces");
    }

    /** Older than the newest, but not the same as what had been taken under its number: still two changes from one version. */
    @Test
    void aStaleVersionThatContradictsIsAConflictToo() {
        Listener stock = listener(new Stock());
        Consumption process = bench.process();
        process.consume(stock, message(version("7"), "12 pieces"));
        process.consume(stock, message(version("8"), "11 pieces"));

        assertThat(process.consume(stock, message(version("7"), "9 pieces")).outcome())
                .isEqualTo(Outcome.KEY_CONFLICT);
    }

    @Test
    void versionsWaitForEachOtherWhereThatIsDeclared() {
        assertThat(outcomes(new PatientStock(), 2, 1, 3, 2, 3))
                .containsExactly(
                        Outcome.POSTPONED, Outcome.CONSUMED, Outcome.POSTPONED, Outcome.CONSUMED, Outcome.CONSUMED);
        assertThat(bench.effects()).containsExactly("v1", "v2", "v3");
    }

    @Test
    void largestVersionIsALong() {
        assertThat(outcome(Long.toString(Long.MAX_VALUE - 1))).isEqualTo(Outcome.CONSUMED);
        assertThat(outcome(Long.toString(Long.MAX_VALUE))).isEqualTo(Outcome.CONSUMED);
        assertThat(outcome("0")).isEqualTo(Outcome.STALE);
    }

    @Test
    void whatIsNoVersionIsUnreadable() {
        for (String text :
                List.of("-1", "+1", "01", "1.0", "one", "9223372036854775808", "99999999999999999999", "１")) {
            assertThat(outcome(text)).as(text).isEqualTo(Outcome.UNREADABLE);
        }
        assertThat(bench.process()
                        .consume(listener(new Stock()), message(BusinessKey.of("sku", "A"), "x"))
                        .outcome())
                .isEqualTo(Outcome.UNREADABLE);
    }

    @Test
    void aRecordThatIsForgottenMakesNoDuplicateAndNoDoneOfAContradiction() {
        Listener stock = listener(new Stock());
        UUID first = UUID.randomUUID();
        Consumption process = bench.process();
        process.consume(stock, message(first, version("7"), "12 pieces"));
        bench.jdbc.update("DELETE FROM rm_idempotency");

        assertThat(process.consume(stock, message(version("7"), "9 pieces")).outcome())
                .isEqualTo(Outcome.KEY_CONFLICT);
        assertThat(process.consume(stock, message(first, version("7"), "12 pieces"))
                        .outcome())
                .isEqualTo(Outcome.DUPLICATE);
        assertThat(process.consume(stock, message(version("6"), "13 pieces")).outcome())
                .isEqualTo(Outcome.STALE);
        assertThat(bench.effects()).containsExactly("12 pieces");
    }

    private Outcome outcome(String version) {
        return bench.process()
                .consume(listener(new Stock()), message(version(version), "v" + version))
                .outcome();
    }

    private List<Outcome> outcomes(Object bean, Integer... versions) {
        Listener stock = listener(bean);
        Consumption process = bench.process();
        return Stream.of(versions)
                .map(each -> process.consume(stock, message(version(each.toString()), "v" + each))
                        .outcome())
                .toList();
    }

    private static BusinessKey version(String version) {
        return BusinessKey.of("sku", "A").and("version", version);
    }
}
