package io.reliablemessage.client.internal.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.DoubtfulMessage;
import io.reliablemessage.client.TransactionChecker;
import io.reliablemessage.client.internal.Uuids;
import io.reliablemessage.client.store.EachStore;
import io.reliablemessage.client.store.Store;
import io.reliablemessage.client.store.Stores;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DuplicateKeyException;

/** The application's own word on a transaction counts, but never more than the fence. */
@ExtendWith(OutputCaptureExtension.class)
class TransactionCheckerTest {
    private static final Duration RETENTION = Duration.ofDays(7);
    private final MessageIds ids = new MessageIds(Clock.systemUTC());
    private final MessageIds longAgo =
            new MessageIds(Clock.fixed(Instant.now().minus(Duration.ofDays(8)), ZoneOffset.UTC));

    private record Checker(String topic, Function<DoubtfulMessage, Verdict> answer) implements TransactionChecker {
        @Override
        public Verdict check(DoubtfulMessage message) {
            return answer.apply(message);
        }
    }

    private static Verdicts verdicts(Store store, TransactionChecker... checkers) {
        return new Verdicts(
                new FenceVerdicts(store.dataSource(), store.dialect(), RETENTION),
                new TransactionCheckers(List.of(checkers), Duration.ofMillis(500)));
    }

    private static Verdicts saying(Store store, Verdict verdict) {
        return verdicts(store, new Checker("orders", message -> verdict));
    }

    private static DoubtfulMessage doubtful(UUID id) {
        return new DoubtfulMessage(id, "orders", BusinessKey.of("orderNo", "1"), Instant.EPOCH);
    }

    private static Verdict ask(Verdicts verdicts, UUID id) {
        return verdicts.of(List.of(doubtful(id))).getOrDefault(id, Verdict.UNKNOWN);
    }

    private static void commit(Store store, UUID id) {
        store.transactions().executeWithoutResult(status -> fence(store).insert(List.of(id)));
    }

    private static JdbcFence fence(Store store) {
        return new JdbcFence(store.dataSource(), store.dialect());
    }

    private static int rows(Store store, UUID id) {
        Integer rows = store.jdbc()
                .queryForObject(
                        "SELECT COUNT(*) FROM rm_fence WHERE message_id = ?", Integer.class, (Object) Uuids.bytes(id));
        return rows == null ? 0 : rows;
    }

    @EachStore
    void committedTransactionIsCommittedUnlessTheCheckerObjects(Stores stores, CapturedOutput output) {
        try (Store store = stores.fresh()) {
            UUID id = ids.next();
            commit(store, id);
            assertThat(ask(saying(store, Verdict.COMMITTED), id)).isEqualTo(Verdict.COMMITTED);
            assertThat(ask(saying(store, Verdict.IN_PROGRESS), id)).isEqualTo(Verdict.IN_PROGRESS);
            assertThat(ask(saying(store, Verdict.UNKNOWN), id)).isEqualTo(Verdict.UNKNOWN);
            assertThat(ask(saying(store, Verdict.ROLLED_BACK), id)).isEqualTo(Verdict.UNKNOWN);
            assertThat(output).contains("ERROR").contains("The checker says ROLLED_BACK of message " + id);
        }
    }

    @EachStore
    void rolledBackIsOnlySaidOnceTheTransactionCannotCommitAnyMore(Stores stores) {
        try (Store store = stores.fresh()) {
            UUID id = ids.next();
            assertThat(ask(saying(store, Verdict.ROLLED_BACK), id)).isEqualTo(Verdict.ROLLED_BACK);
            assertThat(rows(store, id)).as("the tombstone").isEqualTo(1);
            assertThatThrownBy(() -> commit(store, id)).isInstanceOf(DuplicateKeyException.class);
        }
    }

    /** The checker does not see what is not committed. */
    @EachStore
    void runningTransactionIsInProgressWhateverTheCheckerSees(Stores stores) {
        try (Store store = stores.fresh()) {
            UUID id = ids.next();
            store.transactions().executeWithoutResult(status -> {
                fence(store).insert(List.of(id));
                Verdict verdict = CompletableFuture.supplyAsync(() -> ask(saying(store, Verdict.ROLLED_BACK), id))
                        .join();
                assertThat(verdict).isEqualTo(Verdict.IN_PROGRESS);
            });
            assertThat(ask(saying(store, Verdict.COMMITTED), id)).isEqualTo(Verdict.COMMITTED);
        }
    }

    /** Not every database shows that the transaction was running when the fence was looked at. */
    @EachStore
    void commitBeforeTheCheckerAnswersIsNoContradiction(Stores stores, CapturedOutput output) {
        try (Store store = stores.fresh()) {
            UUID id = ids.next();
            Verdicts verdicts = verdicts(store, new Checker("orders", message -> {
                commit(store, message.id());
                return Verdict.COMMITTED;
            }));
            assertThat(ask(verdicts, id)).isEqualTo(Verdict.COMMITTED);
            assertThat(output).doesNotContain("ERROR");
        }
    }

    @EachStore
    void committedWithoutAFenceRowIsAContradiction(Stores stores, CapturedOutput output) {
        try (Store store = stores.fresh()) {
            UUID absent = ids.next();
            assertThat(ask(saying(store, Verdict.COMMITTED), absent)).isEqualTo(Verdict.UNKNOWN);
            assertThat(rows(store, absent)).as("no tombstone either").isZero();
            UUID fencedOff = ids.next();
            ask(saying(store, Verdict.ROLLED_BACK), fencedOff);
            assertThat(ask(saying(store, Verdict.COMMITTED), fencedOff)).isEqualTo(Verdict.UNKNOWN);
            assertThat(output)
                    .contains("The checker says COMMITTED of message " + absent)
                    .contains("The checker says COMMITTED of message " + fencedOff);
        }
    }

    @EachStore
    void checkerDecidesWhatTheFenceHasForgotten(Stores stores) {
        try (Store store = stores.fresh()) {
            UUID old = longAgo.next();
            assertThat(ask(verdicts(store), old)).isEqualTo(Verdict.UNKNOWN);
            assertThat(ask(saying(store, Verdict.COMMITTED), old)).isEqualTo(Verdict.COMMITTED);
            assertThat(ask(saying(store, Verdict.ROLLED_BACK), old)).isEqualTo(Verdict.ROLLED_BACK);
            assertThat(rows(store, old)).as("the tombstone").isEqualTo(1);
        }
    }

    @Test
    void checkerThatThrowsLeavesTheOthersAlone() {
        try (Store store = Stores.H2.fresh()) {
            UUID bad = ids.next();
            UUID good = ids.next();
            UUID elsewhere = ids.next();
            commit(store, good);
            commit(store, elsewhere);
            Verdicts verdicts = verdicts(store, new Checker("orders", message -> {
                if (message.id().equals(bad)) {
                    throw new NoClassDefFoundError("business.Tables");
                }
                return Verdict.COMMITTED;
            }));
            Map<UUID, Verdict> said = verdicts.of(List.of(
                    doubtful(bad), doubtful(good), new DoubtfulMessage(elsewhere, "points", null, Instant.EPOCH)));
            assertThat(said)
                    .containsEntry(bad, Verdict.UNKNOWN)
                    .containsEntry(good, Verdict.COMMITTED)
                    .containsEntry(elsewhere, Verdict.COMMITTED);
        }
    }

    @Test
    void checkerThatHangsIsLeftBehindAndItsThreadsAreBounded() {
        CountDownLatch never = new CountDownLatch(1);
        try (Store store = Stores.H2.fresh()) {
            UUID stuck = ids.next();
            UUID good = ids.next();
            commit(store, good);
            List<Thread> threads = new ArrayList<>();
            Verdicts verdicts = verdicts(
                    store,
                    new Checker("stuck", message -> {
                        threads.add(Thread.currentThread());
                        awaitUninterruptibly(never);
                        return Verdict.COMMITTED;
                    }),
                    new Checker("orders", message -> Verdict.COMMITTED));
            for (int i = 0; i < 6; i++) {
                Map<UUID, Verdict> said =
                        verdicts.of(List.of(new DoubtfulMessage(stuck, "stuck", null, Instant.EPOCH), doubtful(good)));
                assertThat(said).containsEntry(stuck, Verdict.UNKNOWN).containsEntry(good, Verdict.COMMITTED);
            }
            assertThat(threads).hasSize(2);
        } finally {
            never.countDown();
        }
    }

    @Test
    void twoCheckersForOneTopicAreRefused() {
        assertThatThrownBy(() -> new TransactionCheckers(
                        List.of(
                                new Checker("orders", message -> Verdict.UNKNOWN),
                                new Checker("orders", message -> Verdict.COMMITTED)),
                        Duration.ofSeconds(1)))
                .isInstanceOf(CheckerSetupException.class)
                .hasMessageContaining("both check the transactions of topic orders");
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.interrupted();
            }
        }
    }
}
