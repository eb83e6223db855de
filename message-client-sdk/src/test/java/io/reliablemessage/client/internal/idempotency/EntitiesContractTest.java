package io.reliablemessage.client.internal.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.store.EffectRace;
import io.reliablemessage.client.store.OnEachStore;
import io.reliablemessage.client.store.Store;
import io.reliablemessage.client.store.Stores;
import io.reliablemessage.protocol.BusinessKey;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

/** What the tables of states, versions and key locks promise on each database. */
@OnEachStore
class EntitiesContractTest {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration RETENTION = Duration.ofDays(365);
    private static final IdempotencyKey ENTITY = IdempotencyKey.ofEntity("ship", BusinessKey.of("orderNo", "1"));
    private static final UUID ID = UUID.fromString("01900000-0000-7000-8000-000000000001");

    private final Store store;
    private final TransactionTemplate transactions;
    private final JdbcEntities<String> states;
    private final JdbcEntities<Long> versions;
    private final JdbcKeyLocks locks;

    EntitiesContractTest(Stores stores) {
        store = stores.fresh(80);
        transactions = store.transactions();
        states = JdbcEntities.states(store.dataSource(), store.dialect(), PATIENCE);
        versions = JdbcEntities.versions(store.dataSource(), store.dialect(), PATIENCE);
        locks = new JdbcKeyLocks(store.dataSource(), store.dialect(), PATIENCE);
    }

    @AfterEach
    void drop() {
        store.close();
    }

    @Test
    void anEntityBeginsOnceAndMovesFromWhereItIs() {
        assertThat(states.find(ENTITY)).isEmpty();
        transactions.executeWithoutResult(status -> {
            assertThat(states.lock(ENTITY)).isEmpty();
            assertThat(states.begin(ENTITY, "PAID", ID)).isTrue();
            assertThat(states.begin(ENTITY, "CREATED", ID)).as("again").isFalse();
            assertThat(states.move(ENTITY, "CREATED", "SHIPPED", ID)).isFalse();
            assertThat(states.move(ENTITY, "PAID", "SHIPPED", ID)).isTrue();
        });
        assertThat(states.find(ENTITY)).hasValue(new JdbcEntities.Position<>("SHIPPED", ID));
        transactions.executeWithoutResult(status -> versions.begin(ENTITY, Long.MAX_VALUE, ID));
        assertThat(versions.find(ENTITY)).hasValue(new JdbcEntities.Position<>(Long.MAX_VALUE, ID));
    }

    @Test
    void aLockedEntityIsNobodyElses() {
        transactions.executeWithoutResult(status -> states.begin(ENTITY, "PAID", ID));
        transactions.executeWithoutResult(status -> {
            states.lock(ENTITY);
            assertThatThrownBy(() -> elsewhere(() -> states.lock(ENTITY))).hasCauseInstanceOf(KeyInUseException.class);
            assertThatThrownBy(() -> elsewhere(() -> states.move(ENTITY, "PAID", "DONE", ID)))
                    .hasCauseInstanceOf(KeyInUseException.class);
        });
        assertThat(states.find(ENTITY).orElseThrow().value()).isEqualTo("PAID");
    }

    @Test
    void aHeldKeyIsNobodyElsesUntilTheEndOfItsTransaction() {
        transactions.executeWithoutResult(status -> {
            locks.hold(ENTITY);
            assertThatThrownBy(() -> elsewhere(() -> locks.hold(ENTITY))).hasCauseInstanceOf(KeyInUseException.class);
            assertThat(locks.release(ENTITY)).isTrue();
            assertThatThrownBy(() -> elsewhere(() -> locks.hold(ENTITY)))
                    .as("the row is deleted, but not yet for others")
                    .hasCauseInstanceOf(KeyInUseException.class);
        });
        elsewhere(() -> {
            locks.hold(ENTITY);
            locks.release(ENTITY);
        });
        assertThat(store.jdbc().queryForObject("SELECT COUNT(*) FROM rm_key_lock", Integer.class))
                .isZero();
    }

    @Test
    void forgetsTheLongestUntouchedInBoundedSteps() {
        for (int i = 0; i < 5; i++) {
            IdempotencyKey entity = IdempotencyKey.ofEntity("ship", BusinessKey.of("old", Integer.toString(i)));
            transactions.executeWithoutResult(status -> versions.begin(entity, 1L, ID));
        }
        store.age("rm_entity_version", "updated_at", RETENTION.plusMinutes(1).toMillis());
        transactions.executeWithoutResult(status -> versions.begin(ENTITY, 1L, ID));
        assertThat(versions.deleteOlderThan(RETENTION, 3)).isEqualTo(3);
        assertThat(versions.deleteOlderThan(RETENTION, 3)).isEqualTo(2);
        assertThat(versions.deleteOlderThan(RETENTION, 3)).isZero();
        assertThat(versions.find(ENTITY)).isPresent();
    }

    @Test
    void ofManyCopiesAtOnceOneBringsTheFirstState() throws Exception {
        requireOneEffect(
                new EffectRace(store).run(() -> states.lock(ENTITY).isEmpty() && states.begin(ENTITY, "PAID", ID)));
    }

    @Test
    void ofManyCopiesAtOnceOneBringsTheNextState() throws Exception {
        transactions.executeWithoutResult(status -> states.begin(ENTITY, "PAID", ID));
        requireOneEffect(new EffectRace(store).run(() -> states.move(ENTITY, "PAID", "SHIPPED", ID)));
        assertThat(states.find(ENTITY).orElseThrow().value()).isEqualTo("SHIPPED");
    }

    @Test
    void ofManyCopiesAtOnceOneBringsTheNewerVersion() throws Exception {
        transactions.executeWithoutResult(status -> versions.begin(ENTITY, 4L, ID));
        requireOneEffect(new EffectRace(store).run(() -> {
            long seen = versions.lock(ENTITY).orElseThrow().value();
            return seen < 5 && versions.move(ENTITY, seen, 5L, ID);
        }));
    }

    /** The query sees what the copy before has committed, since nobody asks it before that copy has ended. */
    @Test
    void ofManyCopiesAtOnceOneFindsNothingDoneUnderTheKey() throws Exception {
        EffectRace race = new EffectRace(store);
        requireOneEffect(race.run(
                () -> {
                    locks.hold(ENTITY);
                    Integer written = store.jdbc().queryForObject("SELECT written FROM fragile", Integer.class);
                    return Objects.requireNonNull(written) == 0;
                },
                () -> assertThat(locks.release(ENTITY)).isTrue()));
        assertThat(store.jdbc().queryForObject("SELECT COUNT(*) FROM rm_key_lock", Integer.class))
                .isZero();
    }

    private static void requireOneEffect(EffectRace.Result result) {
        assertThat(result.deaths()).as("deaths").isGreaterThan(5);
        assertThat(result.total()).as("effects").isOne();
        assertThat(result.written()).as("times written").isOne();
    }

    private void elsewhere(Runnable work) {
        CompletableFuture.runAsync(() -> transactions.executeWithoutResult(status -> work.run()))
                .join();
    }
}
