package io.reliablemessage.client.internal.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.store.EffectRace;
import io.reliablemessage.client.store.OnEachStore;
import io.reliablemessage.client.store.Store;
import io.reliablemessage.client.store.Stores;
import io.reliablemessage.protocol.BusinessKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** What the records of effects promise on each database. */
@OnEachStore
class IdempotencyContractTest {
    private static final byte[] DIGEST = IdempotencyKey.sha256(new byte[] {1});
    private static final IdempotencyKey KEY = IdempotencyKey.of("points", BusinessKey.of("orderNo", "1"));
    private static final Duration RETENTION = Duration.ofDays(90);

    /** What collations take for equal: case, accents, widths, padding, normal forms, invisible characters, all emoji. */
    private static final List<String> NEARLY_EQUAL = List.of(
            "ORDER-1",
            "order-1",
            "a",
            "a ",
            " a",
            "ａ",
            "é",
            "e\u0301",
            "e",
            "😀",
            "🎉",
            "ß",
            "ss",
            "ab",
            "a\u200Db",
            "か",
            "カ",
            "a\u00A0",
            "ﬁ",
            "fi",
            "Ⅳ",
            "IV",
            "a\\",
            "a'",
            "a%",
            "a_");

    private final Store store;
    private final TransactionTemplate transactions;
    private final JdbcIdempotencyRecords records;

    IdempotencyContractTest(Stores stores) {
        store = stores.fresh(80);
        transactions = store.transactions();
        records = new JdbcIdempotencyRecords(store.dataSource(), store.dialect(), Duration.ofSeconds(1));
    }

    @AfterEach
    void drop() {
        store.close();
    }

    @Test
    void theUniqueKeyDecides() {
        assertThat(insert(KEY)).isTrue();
        assertThat(insert(KEY)).isFalse();
        assertThat(records.payloadHash(KEY)).hasValue(DIGEST);
    }

    @Test
    void noTwoKeysAreTakenForOne() {
        List<IdempotencyKey> keys = new ArrayList<>();
        for (String value : NEARLY_EQUAL) {
            keys.add(IdempotencyKey.of("points", BusinessKey.of("orderNo", value)));
            keys.add(IdempotencyKey.of("Points", BusinessKey.of("orderNo", value)));
            keys.add(
                    IdempotencyKey.of("points", BusinessKey.of("orderNo", value).and("status", "PAID")));
        }
        keys.add(IdempotencyKey.of("points", BusinessKey.of("a", "x|y").and("b", "z")));
        keys.add(IdempotencyKey.of("points", BusinessKey.of("a", "x").and("b", "y|z")));

        assertThat(keys).allSatisfy(key -> assertThat(insert(key)).isTrue());
        assertThat(keys).allSatisfy(key -> assertThat(insert(key)).isFalse());
        assertThat(count()).isEqualTo(keys.size());
    }

    /** On PostgreSQL an error would have ended the transaction. */
    @Test
    void theTransactionThatMeetsADuplicateGoesOn() {
        insert(KEY);
        IdempotencyKey other = IdempotencyKey.of("points", UUID.randomUUID());
        boolean inserted = Boolean.TRUE.equals(transactions.execute(transaction -> {
            assertThat(records.insert(KEY, UUID.randomUUID(), DIGEST)).isFalse();
            return records.insert(other, UUID.randomUUID(), DIGEST);
        }));
        assertThat(inserted).isTrue();
        assertThat(records.payloadHash(other)).isPresent();
    }

    @Test
    void aDuplicateWaitsForTheFirst() {
        CompletableFuture<Boolean> duplicate = transactions.execute(transaction -> {
            records.insert(KEY, UUID.randomUUID(), DIGEST);
            return insertElsewhereAndSeeItWait();
        });
        assertThat(duplicate.join()).isFalse();
        assertThat(count()).isOne();
    }

    @Test
    void theSecondGoesOnWhenTheFirstRollsBack() {
        CompletableFuture<Boolean> second = transactions.execute(transaction -> {
            records.insert(KEY, UUID.randomUUID(), DIGEST);
            CompletableFuture<Boolean> waiting = insertElsewhereAndSeeItWait();
            transaction.setRollbackOnly();
            return waiting;
        });
        assertThat(second.join()).isTrue();
        assertThat(count()).isOne();
    }

    @Test
    void patienceEndsWhileTheFirstIsAtWork() {
        transactions.executeWithoutResult(transaction -> {
            records.insert(KEY, UUID.randomUUID(), DIGEST);
            assertThatThrownBy(() ->
                            CompletableFuture.supplyAsync(() -> insert(KEY)).join())
                    .hasCauseInstanceOf(KeyInUseException.class);
        });
        assertThat(insert(KEY)).isFalse();
    }

    /** A time limit that stayed would end the application's own long statements. */
    @Test
    void aLimitedStatementLeavesNoLimitOnItsConnection() {
        try (Store single = Stores.valueOf(store.dataSource().getPoolName().substring("test-".length()))
                .fresh(1)) {
            JdbcIdempotencyRecords records =
                    new JdbcIdempotencyRecords(single.dataSource(), single.dialect(), Duration.ofSeconds(1));
            single.transactions().execute(transaction -> records.insert(KEY, UUID.randomUUID(), DIGEST));
            String slow = switch (single.dialect()) {
                case MYSQL -> "SELECT SLEEP(2)";
                case POSTGRESQL -> "SELECT 0 FROM pg_sleep(2)";
                case H2 ->
                    "SELECT MAX(a.x + b.x) * 0 FROM SYSTEM_RANGE(1, 6000) a, SYSTEM_RANGE(1, 6000) b WHERE a.x * b.x <> 7";
            };
            assertThat(single.jdbc().queryForObject(slow, Long.class)).isZero();
        }
    }

    @Test
    void aTransactionWithAnOldViewFindsTheDuplicateOrComesAgain() {
        for (int isolation : new int[] {
            TransactionDefinition.ISOLATION_READ_COMMITTED,
            TransactionDefinition.ISOLATION_REPEATABLE_READ,
            TransactionDefinition.ISOLATION_SERIALIZABLE
        }) {
            IdempotencyKey key = IdempotencyKey.of("points", UUID.randomUUID());
            TransactionTemplate older = store.transactions();
            older.setIsolationLevel(isolation);
            boolean taken = false;
            try {
                taken = Boolean.TRUE.equals(older.execute(transaction -> {
                    store.jdbc().queryForObject("SELECT COUNT(*) FROM rm_outbox", Integer.class);
                    assertThat(CompletableFuture.supplyAsync(() -> insert(key)).join())
                            .isTrue();
                    return records.insert(key, UUID.randomUUID(), DIGEST);
                }));
            } catch (DataAccessException e) {
                assertThat(Contention.causedBy(e)).as(e.toString()).isTrue();
            }
            assertThat(taken).as("isolation " + isolation).isFalse();
            assertThat(insert(key)).isFalse();
        }
    }

    @Test
    void keepsLargeResults() {
        byte[] result = "x".repeat(JdbcIdempotencyRecords.MAX_RESULT_LENGTH).getBytes(StandardCharsets.US_ASCII);
        transactions.executeWithoutResult(transaction -> {
            records.insert(KEY, UUID.randomUUID(), DIGEST);
            records.keepResult(KEY, result);
        });
        assertThat(records.find(KEY))
                .hasValueSatisfying(effect -> assertThat(effect.result()).isEqualTo(result));
        assertThat(transactions.<byte[]>execute(
                        transaction -> records.findLatest(KEY).orElseThrow().result()))
                .isEqualTo(result);
    }

    @Test
    void deletesTheOldestInBoundedSteps() {
        for (int i = 0; i < 5; i++) {
            insert(IdempotencyKey.of("points", BusinessKey.of("old", Integer.toString(i))));
        }
        store.age("rm_idempotency", "created_at", RETENTION.plusMinutes(1).toMillis());
        insert(IdempotencyKey.of("points", BusinessKey.of("new", "1")));

        assertThat(records.deleteOlderThan(RETENTION, 3)).isEqualTo(3);
        assertThat(records.deleteOlderThan(RETENTION, 3)).isEqualTo(2);
        assertThat(records.deleteOlderThan(RETENTION, 3)).isZero();
        assertThat(store.jdbc().queryForList("SELECT key_text FROM rm_idempotency", String.class))
                .containsExactly("new=1");
    }

    @Test
    void aRecordIsNeverOlderThanTheDatabasesTime() {
        insert(KEY);
        assertThat(records.deleteOlderThan(Duration.ofMinutes(1), 10)).isZero();
        assertThat(records.deleteOlderThan(Duration.ofMinutes(-1), 10)).isOne();
    }

    @Test
    void manyCopiesAtOnceOfWhichMostDieTakeEffectOnce() throws Exception {
        EffectRace race = new EffectRace(store);
        UUID id = UUID.randomUUID();
        EffectRace.Result result = race.run(() -> records.insert(KEY, id, DIGEST));
        assertThat(result.deaths()).as("deaths").isGreaterThan(5);
        assertThat(result.total()).as("effects").isOne();
        assertThat(result.written()).as("times written").isOne();
    }

    private CompletableFuture<Boolean> insertElsewhereAndSeeItWait() {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> elsewhere = CompletableFuture.supplyAsync(() -> {
            begun.countDown();
            return insert(KEY);
        });
        try {
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        Awaitility.await("the wait for the lock").until(this::somebodyWaits);
        assertThat(elsewhere).isNotDone();
        return elsewhere;
    }

    private boolean somebodyWaits() {
        String waiting = switch (store.dialect()) {
            case MYSQL -> "SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'";
            case POSTGRESQL -> "SELECT 'locks', COUNT(*) FROM pg_locks WHERE NOT granted";
            case H2 ->
                "SELECT 'inserts', COUNT(*) FROM information_schema.sessions WHERE executing_statement LIKE '%INSERT%'";
        };
        Integer count = CompletableFuture.supplyAsync(
                        () -> store.jdbc().queryForObject(waiting, (row, number) -> row.getInt(2)))
                .join();
        return count != null && count > 0;
    }

    private int count() {
        Integer count = store.jdbc().queryForObject("SELECT COUNT(*) FROM rm_idempotency", Integer.class);
        return count == null ? 0 : count;
    }

    private boolean insert(IdempotencyKey key) {
        return Boolean.TRUE.equals(transactions.execute(transaction -> records.insert(key, UUID.randomUUID(), DIGEST)));
    }
}
