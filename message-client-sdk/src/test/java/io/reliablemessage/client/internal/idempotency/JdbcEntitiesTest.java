package io.reliablemessage.client.internal.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.internal.schema.JdbcTables;
import io.reliablemessage.client.store.OnEachStore;
import io.reliablemessage.client.store.Store;
import io.reliablemessage.client.store.Stores;
import io.reliablemessage.protocol.BusinessKey;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnEachStore
class JdbcEntitiesTest {
    private static final Duration RETENTION = Duration.ofDays(365);

    private final Store store;
    private final JdbcEntities<String> states;
    private final JdbcEntities<Long> versions;

    JdbcEntitiesTest(Stores stores) {
        store = stores.fresh();
        states = JdbcEntities.states(store.dataSource(), store.dialect(), Duration.ofSeconds(1));
        versions = JdbcEntities.versions(store.dataSource(), store.dialect(), Duration.ofSeconds(1));
    }

    @AfterEach
    void drop() {
        store.close();
    }

    @Test
    void anEntityIsMovedOnlyFromWhereItIs() {
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        assertThat(versions.find(entity("A"))).isEmpty();
        assertThat(versions.begin(entity("A"), 1L, first)).isTrue();
        assertThat(versions.begin(entity("A"), 2L, second)).isFalse();
        assertThat(versions.move(entity("A"), 2L, 3L, second)).isFalse();
        assertThat(versions.find(entity("A"))).hasValue(new JdbcEntities.Position<>(1L, first));
        assertThat(versions.move(entity("A"), 1L, 3L, second)).isTrue();
        assertThat(versions.lock(entity("A"))).hasValue(new JdbcEntities.Position<>(3L, second));
        assertThat(states.find(entity("A"))).isEmpty();
    }

    @Test
    void keepsAReadableEntityHoweverLongAndStrange() {
        BusinessKey key = BusinessKey.of("a", "\uD83D\uDE00".repeat(100)).and("b", "=".repeat(200));
        assertThat(states.begin(
                        IdempotencyKey.ofEntity("warehouse", key), "\uD83D\uDE00".repeat(100), UUID.randomUUID()))
                .isTrue();
        assertThat(store.jdbc().queryForObject("SELECT entity_text FROM rm_entity_state", String.class))
                .startsWith("a=")
                .endsWith("…")
                .hasSizeLessThanOrEqualTo(500);
    }

    @Test
    void retentionForgetsWhatNothingMovesInBoundedSteps() {
        for (int i = 0; i < 5; i++) {
            states.begin(entity("old " + i), "PAID", UUID.randomUUID());
            versions.begin(entity("old " + i), 1L, UUID.randomUUID());
        }
        store.age("rm_entity_state", "updated_at", RETENTION.plusMinutes(1).toMillis());
        store.age("rm_entity_version", "updated_at", RETENTION.plusMinutes(1).toMillis());
        states.begin(entity("new"), "PAID", UUID.randomUUID());
        assertThat(states.move(entity("old 0"), "PAID", "SHIPPED", UUID.randomUUID()))
                .isTrue();

        assertThat(states.deleteOlderThan(RETENTION, 3)).isEqualTo(3);
        assertThat(states.deleteOlderThan(RETENTION, 3)).isEqualTo(1);
        assertThat(store.jdbc().queryForList("SELECT entity_text FROM rm_entity_state", String.class))
                .containsExactlyInAnyOrder("sku=old 0", "sku=new");

        IdempotencyRetention retention = new IdempotencyRetention(
                new JdbcTables(store.dataSource()),
                new JdbcIdempotencyRecords(store.dataSource(), store.dialect(), Duration.ofSeconds(1)),
                Duration.ofDays(90),
                RETENTION);
        retention.start();
        retention.round();
        retention.close();
        assertThat(store.jdbc().queryForObject("SELECT COUNT(*) FROM rm_entity_version", Integer.class))
                .isZero();
    }

    private static IdempotencyKey entity(String sku) {
        return IdempotencyKey.ofEntity("warehouse", BusinessKey.of("sku", sku));
    }
}
