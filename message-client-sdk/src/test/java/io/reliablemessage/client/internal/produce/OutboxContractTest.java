package io.reliablemessage.client.internal.produce;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.internal.Uuids;
import io.reliablemessage.client.internal.produce.Drafts.Draft;
import io.reliablemessage.client.internal.produce.JdbcOutbox.Claimed;
import io.reliablemessage.client.internal.produce.JdbcOutbox.Due;
import io.reliablemessage.client.internal.schema.Dialect;
import io.reliablemessage.client.store.OnEachStore;
import io.reliablemessage.client.store.Store;
import io.reliablemessage.client.store.Stores;
import io.reliablemessage.protocol.NewMessage;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the outbox promises on each database: each row is one claimer's at a time, and leaves only by delete or fail. */
@OnEachStore
class OutboxContractTest {
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final Store store;
    private final JdbcTemplate jdbc;
    private final JdbcOutbox outbox;
    private final MessageIds ids = new MessageIds(Clock.systemUTC());

    OutboxContractTest(Stores stores) {
        store = stores.fresh();
        jdbc = store.jdbc();
        outbox = new JdbcOutbox(store.dataSource(), store.dialect());
    }

    @AfterEach
    void drop() {
        store.close();
    }

    @Test
    void noneOneAndManyAreWritten() {
        insert(0, Duration.ZERO);
        assertThat(waiting()).isZero();
        insert(1, Duration.ZERO);
        assertThat(waiting()).isOne();
        insert(1_200, Duration.ZERO);
        assertThat(waiting()).isEqualTo(1_201);
    }

    @Test
    void aRowIsThereIfTheTransactionCommitted() {
        store.transactions().executeWithoutResult(status -> {
            insert(3, Duration.ZERO);
            status.setRollbackOnly();
        });
        assertThat(waiting()).isZero();
    }

    @Test
    void theLongestDueComesFirstAndWhatIsNotDueNotAtAll() {
        List<UUID> written = insert(4, Duration.ZERO);
        UUID later = insert(1, LEASE).get(0);
        List<UUID> wanted = new ArrayList<>(written);
        Collections.reverse(wanted);
        for (int i = 0; i < wanted.size(); i++) {
            makeDue(wanted.get(i), Duration.ofMinutes(10L - i));
        }
        assertThat(outbox.due(10)).extracting(Due::id).containsExactlyElementsOf(wanted);
        assertThat(outbox.due(2)).extracting(Due::id).containsExactlyElementsOf(wanted.subList(0, 2));
        makeDue(later, Duration.ofMinutes(20));
        assertThat(outbox.due(1)).extracting(Due::id).containsExactly(later);
        assertThat(outbox.due(1)).allSatisfy(due -> assertThat(due.bytes()).isPositive());
    }

    @Test
    void aClaimedRowIsNobodyElsesUntilItsLeaseEnds() {
        List<UUID> written = insert(3, Duration.ZERO);
        assertThat(outbox.claim(written, LEASE)).extracting(Claimed::id).containsExactlyElementsOf(written);
        assertThat(outbox.claim(written, LEASE)).isEmpty();
        assertThat(outbox.due(10)).isEmpty();

        makeDue(written.get(0), Duration.ofSeconds(1));
        assertThat(outbox.claim(written, LEASE)).singleElement().satisfies(claimed -> {
            assertThat(claimed.id()).isEqualTo(written.get(0));
            assertThat(claimed.tries()).isEqualTo(2);
            assertThat(claimed.content()).isEqualTo(content(written.get(0)));
        });
    }

    @Test
    void twoClaimersAtOnceNeverGetTheSameRow() {
        List<UUID> written = insert(400, Duration.ZERO);
        Queue<UUID> won = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<Void>> claimers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            claimers.add(CompletableFuture.runAsync(() -> {
                for (int from = 0; from < written.size(); from += 20) {
                    outbox.claim(written.subList(from, from + 20), LEASE).forEach(claimed -> won.add(claimed.id()));
                }
            }));
        }
        CompletableFuture.allOf(claimers.toArray(CompletableFuture[]::new)).join();
        assertThat(won).containsExactlyInAnyOrderElementsOf(written);
    }

    @Test
    void postponedIsDueLater() {
        List<UUID> written = insert(3, Duration.ZERO);
        outbox.postpone(List.of(), LEASE);
        outbox.postpone(written.subList(0, 2), LEASE);
        assertThat(outbox.due(10)).extracting(Due::id).containsExactly(written.get(2));
    }

    @Test
    void failedStaysForAPersonAndIsNeverDue() {
        UUID id = insert(1, Duration.ZERO).get(0);
        assertThat(outbox.fail(id, "bad\0payload " + "😀".repeat(1_000))).isTrue();
        assertThat(outbox.fail(id, "again")).isFalse();
        assertThat(outbox.due(10)).isEmpty();
        assertThat(outbox.claim(List.of(id), LEASE)).isEmpty();
        outbox.postpone(List.of(id), Duration.ofMinutes(-5));
        assertThat(outbox.due(10)).isEmpty();
        assertThat(jdbc.queryForObject("SELECT error FROM rm_outbox", String.class))
                .startsWith("bad␀payload 😀")
                .endsWith("😀…");
    }

    @Test
    void acceptedIsDeleted() {
        List<UUID> written = insert(1_201, Duration.ZERO);
        outbox.delete(List.of());
        outbox.delete(written.subList(0, 1));
        assertThat(waiting()).isEqualTo(1_200);
        outbox.delete(written);
        assertThat(waiting()).isZero();
    }

    @Test
    void largePayloadsComeBackAsTheyWere() {
        UUID id = ids.next();
        NewMessage large = new NewMessage(
                id,
                "orders",
                null,
                null,
                null,
                null,
                "é😀\\0".repeat(400_000),
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        store.transactions().executeWithoutResult(status -> outbox.insert(List.of(new Draft(large, 1)), Duration.ZERO));
        assertThat(outbox.claim(List.of(id), LEASE))
                .singleElement()
                .satisfies(claimed -> assertThat(claimed.content()).isEqualTo(large));
    }

    @Test
    void contentThatCannotBeReadIsToldFromTheOthers() {
        List<UUID> written = insert(2, Duration.ZERO);
        jdbc.update(
                "UPDATE rm_outbox SET content = ? WHERE message_id = ?", new byte[] {1}, Uuids.bytes(written.get(0)));
        List<Claimed> claimed = outbox.claim(written, LEASE);
        assertThat(claimed.get(0).content()).isNull();
        assertThat(claimed.get(1).content()).isNotNull();
    }

    @Test
    void tellsHowLongTheOldestWaits() {
        assertThat(outbox.oldestWaitingSeconds()).isEmpty();
        insert(2, Duration.ZERO);
        assertThat(outbox.oldestWaitingSeconds().orElseThrow()).isBetween(0L, 5L);
        store.age("rm_outbox", "created_at", Duration.ofMinutes(90).toMillis());
        assertThat(outbox.oldestWaitingSeconds().orElseThrow()).isBetween(5_400L, 5_410L);
    }

    /** A due time that is compared with something that changes while it is read would have every waiting row looked at. */
    @Test
    void whatIsDueIsFoundByTheIndex() {
        Assumptions.assumeTrue(store.dialect() == Dialect.POSTGRESQL, "The others' times are constant in a statement");
        jdbc.execute("""
                INSERT INTO rm_outbox (message_id, topic, state, due_at, content_bytes, content, created_at)
                SELECT decode(md5(i::text), 'hex'), 'orders', 'WAITING', now() + interval '1 day', 2, '{}', now()
                FROM generate_series(1, 50000) i
                """);
        jdbc.execute("ANALYZE rm_outbox");
        assertThat(String.join(
                        "\n", jdbc.queryForList("""
                EXPLAIN SELECT message_id, content_bytes FROM rm_outbox
                WHERE state = 'WAITING' AND due_at <= %s ORDER BY due_at LIMIT 100
                """.formatted(store.dialect().now()), String.class)))
                .containsPattern("Index Cond: .*due_at <=");
    }

    private List<UUID> insert(int count, Duration handOver) {
        List<Draft> drafts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drafts.add(new Draft(content(ids.next()), 2));
        }
        store.transactions().executeWithoutResult(status -> outbox.insert(drafts, handOver));
        return drafts.stream().map(Draft::id).toList();
    }

    private static NewMessage content(UUID id) {
        return new NewMessage(id, "orders", null, null, null, null, "{}", null, null, null, null, null, null, null);
    }

    private void makeDue(UUID id, Duration since) {
        jdbc.update(
                "UPDATE rm_outbox SET due_at = " + store.dialect().nowPlusMillis() + " WHERE message_id = ?",
                -since.toMillis(),
                Uuids.bytes(id));
    }

    private int waiting() {
        Integer waiting = jdbc.queryForObject("SELECT COUNT(*) FROM rm_outbox WHERE state = 'WAITING'", Integer.class);
        return waiting == null ? 0 : waiting;
    }
}
