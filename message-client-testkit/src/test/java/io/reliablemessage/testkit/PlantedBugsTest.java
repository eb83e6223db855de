package io.reliablemessage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each cause of duplicates catches a bug that was planted for it, and an idempotent listener passes all. */
class PlantedBugsTest {
    private static final String CLEAN = "one clean delivery";

    @Test
    void idempotentListenerPassesEveryCause() {
        TestRun run = TestRun.of(PlantedBugs.Idempotent.class);
        assertThat(run.failed()).isEmpty();
        assertThat(run.passed()).hasSize(1 + Cause.values().length + CrashPoint.values().length + 1);
    }

    @Test
    void crashBeforeTheCommitCatchesATransactionOfItsOwn() {
        TestRun run = TestRun.of(PlantedBugs.RequiresNew.class);
        assertThat(run.failed()).containsExactly(name(CrashPoint.AFTER_EFFECT));
        assertThat(run.message(name(CrashPoint.AFTER_EFFECT))).isEqualTo("""
                The effect is not the same as after one clean delivery when the consumer died after its listener had returned and before the commit, so it was delivered again:
                  ACCOUNT, row OWNER_NAME=ann: BALANCE is 100 after one clean delivery, 200 with duplicates""");
    }

    @Test
    void crashBeforeTheCommitCatchesACallToAnotherSystem() {
        TestRun run = TestRun.of(PlantedBugs.Calls.class);
        assertThat(run.failed()).containsExactly(name(CrashPoint.AFTER_EFFECT));
        assertThat(run.message(name(CrashPoint.AFTER_EFFECT)))
                .endsWith(
                        "outside effects: coupon-api: POST /coupons 1100 is there once after one clean delivery, twice with duplicates");
    }

    @Test
    void sendingTwiceCatchesAKeyThatIsTooFine() {
        TestRun run = TestRun.of(PlantedBugs.KeyTooFine.class);
        assertThat(run.failed()).containsExactly(Cause.SENT_TWICE.words);
        assertThat(run.message(Cause.SENT_TWICE.words))
                .endsWith(
                        "BOOKING: (ORDER_NO=1100, ATTEMPT=null) is there once after one clean delivery, twice with duplicates");
    }

    @Test
    void crashesCatchAnEffectThatDependsOnTheAttempt() {
        TestRun run = TestRun.of(PlantedBugs.AttemptInEffect.class);
        assertThat(run.failed())
                .containsExactlyInAnyOrder(name(CrashPoint.BEFORE_EFFECT), name(CrashPoint.AFTER_EFFECT));
        assertThat(run.message(name(CrashPoint.BEFORE_EFFECT)))
                .endsWith("BOOKING, a row: ATTEMPT is 1 after one clean delivery, 2 with duplicates");
    }

    @Test
    void everyCauseCatchesRecordsWithoutAKey() {
        TestRun run = TestRun.of(PlantedBugs.NoKeyOnRecords.class);
        // Before the commit a crash undoes everything, and records are of no account.
        Set<CrashPoint> harmless = EnumSet.of(CrashPoint.BEFORE_EFFECT, CrashPoint.AFTER_EFFECT);
        assertThat(run.passed())
                .containsExactlyInAnyOrder(CLEAN, name(CrashPoint.BEFORE_EFFECT), name(CrashPoint.AFTER_EFFECT));
        List<String> caught = run.failed();
        assertThat(caught)
                .containsAll(
                        Arrays.stream(Cause.values()).map(cause -> cause.words).toList())
                .containsAll(EnumSet.complementOf(EnumSet.copyOf(harmless)).stream()
                        .map(PlantedBugsTest::name)
                        .toList())
                .contains("4 copies were delivered at the same moment");
    }

    @Test
    void everyCrashPointCatchesARecordWithoutItsEffect() {
        TestRun run = TestRun.of(PlantedBugs.CommitsAlways.class);
        assertThat(run.failed()).containsExactly(name(CrashPoint.BEFORE_EFFECT));
        assertThat(run.message(name(CrashPoint.BEFORE_EFFECT)))
                .endsWith(
                        "BOOKING: (ORDER_NO=1100, ATTEMPT=null) is there once after one clean delivery, not at all with duplicates");
    }

    @Test
    void saysTheCauseAndTheDifferenceWhereTheTestItselfSeesTheDuplicate() {
        TestRun run = TestRun.of(PlantedBugs.WithAssertion.class);
        assertThat(run.message(name(CrashPoint.AFTER_EFFECT)))
                .startsWith(
                        "The test fails when the consumer died after its listener had returned and before the commit, so it was delivered again: [balance]")
                .endsWith(
                        "and the effect differs:\n  ACCOUNT, row OWNER_NAME=ann: BALANCE is 100 after one clean delivery, 200 with duplicates");
    }

    @Test
    void testThatDeliversNothingFailsInsteadOfProvingNothing() {
        TestRun run = TestRun.of(PlantedBugs.DeliversNothing.class);
        assertThat(run.failed()).containsExactly(CLEAN);
        assertThat(run.message(CLEAN)).contains("delivered no message");
        assertThat(run.aborted()).hasSize(13);
    }

    @Test
    void testWhoseListenersConsumeNothingFailsInsteadOfProvingNothing() {
        TestRun run = TestRun.of(PlantedBugs.FailsAlways.class);
        assertThat(run.failed()).containsExactly(CLEAN);
        assertThat(run.message(CLEAN)).contains("consumed no message", "No rate for 100");
    }

    @Test
    void refusesATestInATransactionAndATableThatIsTooLarge() {
        TestRun run = TestRun.of(PlantedBugs.InTransaction.class);
        assertThat(run.message(CLEAN)).contains("remove @Transactional");
        TestRun large = TestRun.of(PlantedBugs.TooManyRows.class);
        assertThat(large.failed()).hasSize(1);
        assertThat(large.message(large.failed().get(0))).contains("BOOKING has more than 3 rows");
    }

    @Test
    void endsAnEndlessExchangeOfMessages() {
        TestRun run = TestRun.of(PlantedBugs.Loop.class);
        assertThat(run.failed()).hasSize(1);
        assertThat(run.message(run.failed().get(0))).contains("do two listeners send to each other?");
    }

    private static String name(CrashPoint point) {
        return point.words + ", so it was delivered again";
    }
}
