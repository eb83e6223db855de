package io.reliablemessage.client.internal.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.internal.schema.Dialect;
import io.reliablemessage.embedded.TestDatabase;
import io.reliablemessage.protocol.BusinessKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class JdbcIdempotencyRecordsTest {
    private static final byte[] DIGEST = IdempotencyKey.sha256(new byte[] {1});

    private final TestDatabase database = TestDatabase.create();
    private final javax.sql.DataSource dataSource = database.dataSource();
    private final JdbcTemplate jdbc = new JdbcTemplate(dataSource);
    private final TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    private final JdbcIdempotencyRecords records =
            new JdbcIdempotencyRecords(dataSource, Dialect.MYSQL, Duration.ofSeconds(1));

    @BeforeEach
    void createTable() {
        for (String script : List.of("V3__idempotency", "V4__stored_result")) {
            new ResourceDatabasePopulator(new ClassPathResource("db/reliable-message/mysql/" + script + ".sql"))
                    .execute(dataSource);
        }
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void theUniqueKeyDecides() {
        IdempotencyKey key = IdempotencyKey.of("points", BusinessKey.of("orderNo", "1"));

        assertThat(insert(key)).isTrue();
        assertThat(insert(key)).isFalse();
        assertThat(records.payloadHash(key)).hasValue(DIGEST);
    }

    @Test
    void keepsTheResultWithItsRecord() {
        IdempotencyKey key = IdempotencyKey.of("points", BusinessKey.of("orderNo", "1"));
        byte[] result = "{\"points\":7}".getBytes(StandardCharsets.UTF_8);
        assertThat(records.keepResult(key, result)).isFalse();
        insert(key);

        assertThat(records.find(key))
                .hasValueSatisfying(effect -> assertThat(effect.result()).isNull());
        assertThat(records.keepResult(key, result)).isTrue();

        assertThat(records.findLatest(key)).hasValueSatisfying(effect -> {
            assertThat(effect.payloadHash()).isEqualTo(DIGEST);
            assertThat(effect.result()).isEqualTo(result);
        });
        assertThatThrownBy(() -> records.keepResult(key, new byte[JdbcIdempotencyRecords.MAX_RESULT_LENGTH + 1]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("orderNo=1");
    }

    @Test
    void keepsAReadableKeyHoweverLongAndStrange() {
        BusinessKey key = BusinessKey.of("a", "😀".repeat(100)).and("b", "=".repeat(200));

        assertThat(insert(IdempotencyKey.of("points", key))).isTrue();
        assertThat(insert(IdempotencyKey.of("points", key.and("c", "1")))).isTrue();
        assertThat(jdbc.queryForList("SELECT key_text FROM rm_idempotency", String.class))
                .allSatisfy(text ->
                        assertThat(text).startsWith("a=😀😀").endsWith("…").hasSizeLessThanOrEqualTo(500));
    }

    @Test
    void aMessageIdIsNeverTakenForABusinessKeyOrAnotherGroups() {
        UUID id = UUID.randomUUID();
        List<IdempotencyKey> keys = List.of(
                IdempotencyKey.of("points", id),
                IdempotencyKey.of("coupons", id),
                IdempotencyKey.of("points", BusinessKey.of("id", id.toString())));

        assertThat(keys).allSatisfy(key -> assertThat(insert(key)).isTrue());
    }

    @Test
    void deletesTheOldestInBoundedSteps() {
        for (int i = 0; i < 7; i++) {
            insert(IdempotencyKey.of("points", BusinessKey.of("orderNo", Integer.toString(i))));
        }
        jdbc.update("UPDATE rm_idempotency SET created_at = created_at - INTERVAL 91 DAY WHERE key_text < 'orderNo=5'");

        assertThat(records.deleteOlderThan(Duration.ofDays(90), 3)).isEqualTo(3);
        assertThat(records.deleteOlderThan(Duration.ofDays(90), 3)).isEqualTo(2);
        assertThat(records.deleteOlderThan(Duration.ofDays(90), 3)).isZero();
        assertThat(jdbc.queryForList("SELECT key_text FROM rm_idempotency", String.class))
                .containsExactlyInAnyOrder("orderNo=5", "orderNo=6");
    }

    private boolean insert(IdempotencyKey key) {
        return Boolean.TRUE.equals(transactions.execute(transaction -> records.insert(key, UUID.randomUUID(), DIGEST)));
    }
}
