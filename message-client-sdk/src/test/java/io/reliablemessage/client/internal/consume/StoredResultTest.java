package io.reliablemessage.client.internal.consume;

import static io.reliablemessage.client.internal.consume.StrategyBench.GROUP;
import static io.reliablemessage.client.internal.consume.StrategyBench.listener;
import static io.reliablemessage.client.internal.consume.StrategyBench.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.StateMachine;
import io.reliablemessage.client.StoredResult;
import io.reliablemessage.client.StoredResults;
import io.reliablemessage.client.internal.idempotency.JdbcIdempotencyRecords;
import io.reliablemessage.client.internal.idempotency.JsonStoredResults;
import io.reliablemessage.client.store.OnEachStore;
import io.reliablemessage.client.store.Stores;
import io.reliablemessage.protocol.BusinessKey;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DataSourceUtils;
import tools.jackson.databind.json.JsonMapper;

/** What {@link StoredResult} promises, on each database. */
@OnEachStore
class StoredResultTest {
    private static final BusinessKey KEY = BusinessKey.of("packetNo", "1").and("userNo", "U");

    private final StrategyBench bench;
    private final StoredResults results;

    StoredResultTest(Stores stores) {
        bench = new StrategyBench(stores.fresh(), null);
        results = new JsonStoredResults(
                new JdbcIdempotencyRecords(bench.store.dataSource(), bench.store.dialect(), Duration.ofSeconds(1)),
                JsonMapper.shared());
    }

    @AfterEach
    void drop() {
        bench.close();
    }

    record Share(String userNo, int cents) {}

    class Packets {
        private int calls;

        @StoredResult
        @Nullable
        Share on(String userNo) throws Exception {
            bench.effect(userNo);
            return new Share(userNo, ++calls);
        }
    }

    @Test
    void theFirstResultStays() {
        Listener packets = listener(new Packets(), "packetNo", "userNo");
        bench.process().consume(packets, message(KEY, "U"));
        assertThat(bench.process().consume(packets, message(KEY, "U")).outcome())
                .isEqualTo(Outcome.DUPLICATE);

        assertThat(results.find(GROUP, KEY, Share.class)).hasValue(new Share("U", 1));
        assertThat(results.find("others", KEY, Share.class)).isEmpty();
        assertThat(results.find(GROUP, UUID.randomUUID(), Share.class)).isEmpty();
        assertThatThrownBy(() -> results.find(GROUP, KEY, Integer.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("packetNo=1");
    }

    @Test
    void effectAndResultAreThereTogetherOrNotAtAll() {
        class Failing extends Packets {
            @Override
            @StoredResult
            @Nullable
            Share on(String userNo) throws Exception {
                super.on(userNo);
                throw new IllegalStateException("no money");
            }
        }
        class Endless extends Packets {
            @StoredResult
            @Override
            Share on(String userNo) throws Exception {
                bench.effect(userNo);
                return new Share("x".repeat(1 << 20), 1);
            }
        }
        assertThat(outcome(new Failing())).isEqualTo(Outcome.FAILED);
        assertThat(outcome(new Endless())).isEqualTo(Outcome.FAILED);

        assertThat(bench.effects()).isEmpty();
        assertThat(results.find(GROUP, KEY, Share.class)).isEmpty();
    }

    @Test
    void nullIsNoResult() {
        class Empty extends Packets {
            @Override
            @StoredResult
            @Nullable
            Share on(String userNo) {
                return null;
            }
        }
        assertThat(outcome(new Empty())).isEqualTo(Outcome.CONSUMED);
        assertThat(results.find(GROUP, KEY, Share.class)).isEmpty();
    }

    @Test
    void goesWithAStateMachine() {
        class States {
            @StoredResult
            @StateMachine(
                    entity = "packetNo",
                    state = "userNo",
                    states = {"T", "U"})
            int on(String payload) {
                return 7;
            }
        }
        assertThat(outcome(new States())).isEqualTo(Outcome.CONSUMED);
        assertThat(results.find(GROUP, KEY, Integer.class)).hasValue(7);
    }

    @Test
    void halfAnEffectIsNotCommittedWhenTheDatabaseEndedTheTransaction() {
        class Unlucky extends Packets {
            private boolean lost;

            @Override
            @StoredResult
            Share on(String userNo) throws Exception {
                bench.effect(userNo);
                if (!lost) {
                    lost = true;
                    DataSourceUtils.getConnection(bench.store.dataSource()).rollback();
                }
                bench.effect(userNo + " sent");
                return new Share(userNo, 1);
            }
        }
        assertThat(outcome(new Unlucky())).isEqualTo(Outcome.CONSUMED);
        assertThat(bench.effects()).containsExactly("U", "U sent");
    }

    private Outcome outcome(Object bean) {
        return bench.process().consume(listener(bean), message(KEY, "U")).outcome();
    }
}
