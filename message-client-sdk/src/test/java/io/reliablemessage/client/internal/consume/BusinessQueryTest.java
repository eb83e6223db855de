package io.reliablemessage.client.internal.consume;

import static io.reliablemessage.client.internal.consume.StrategyBench.listener;
import static io.reliablemessage.client.internal.consume.StrategyBench.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.BusinessQuery;
import io.reliablemessage.client.Delivery;
import io.reliablemessage.client.store.OnEachStore;
import io.reliablemessage.client.store.Stores;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.ReceiptKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DataSourceUtils;

/** What {@link BusinessQuery} promises, on each database. */
@OnEachStore
class BusinessQueryTest {
    private static final BusinessKey KEY = BusinessKey.of("orderNo", "1");

    private final StrategyBench bench;

    BusinessQueryTest(Stores stores) {
        bench = new StrategyBench(stores.fresh(), null);
    }

    @AfterEach
    void drop() {
        bench.close();
    }

    class Bookings {
        @BusinessQuery("booked")
        void on(String orderNo) throws Exception {
            bench.effect(orderNo);
        }

        boolean booked(Delivery delivery, String orderNo) {
            return bench.effects().contains(orderNo);
        }
    }

    @Test
    void theApplicationsOwnDataDecides() {
        Listener bookings = listener(new Bookings());
        assertThat(bench.process().consume(bookings, message(KEY, "o1")).outcome())
                .isEqualTo(Outcome.CONSUMED);

        Answer again = bench.process().consume(bookings, message(KEY, "o1"));

        assertThat(again.outcome()).isEqualTo(Outcome.QUERIED);
        assertThat(again.receipt())
                .satisfies(receipt -> assertThat(receipt.kind()).isEqualTo(ReceiptKind.CONSUMED));
        assertThat(bench.effects()).containsExactly("o1");
    }

    @Test
    void nothingIsKept() {
        bench.process().consume(listener(new Bookings()), message(KEY, "o1"));
        bench.process().consume(listener(new Bookings()), message(KEY, "o1"));

        for (String table : new String[] {"rm_key_lock", "rm_idempotency"}) {
            assertThat(bench.jdbc.queryForObject("SELECT COUNT(*) FROM " + table, Integer.class))
                    .isZero();
        }
    }

    @Test
    void aFailureGivesTheKeyBack() {
        class Failing extends Bookings {
            @Override
            @BusinessQuery("none")
            void on(String orderNo) throws Exception {
                super.on(orderNo);
                throw new java.io.IOException("no answer");
            }

            boolean none(String orderNo) {
                return false;
            }
        }
        assertThat(bench.process()
                        .consume(listener(new Failing()), message(KEY, "o1"))
                        .outcome())
                .isEqualTo(Outcome.FAILED);
        assertThat(bench.process()
                        .consume(listener(new Bookings()), message(KEY, "o1"))
                        .outcome())
                .isEqualTo(Outcome.CONSUMED);
        assertThat(bench.effects()).containsExactly("o1");
    }

    /** What the database does in a deadlock, and the listener does not notice: the key was lost with the first half. */
    @Test
    void halfAnEffectIsNotCommittedWhenTheDatabaseEndedTheTransaction() {
        class Unlucky extends Bookings {
            private boolean lost;

            @Override
            @BusinessQuery("booked")
            void on(String orderNo) throws Exception {
                bench.effect(orderNo);
                if (!lost) {
                    lost = true;
                    DataSourceUtils.getConnection(bench.store.dataSource()).rollback();
                }
                bench.effect(orderNo + " sent");
            }

            @Override
            boolean booked(Delivery delivery, String orderNo) {
                return super.booked(delivery, orderNo);
            }
        }
        Listener unlucky = listener(new Unlucky());
        assertThat(bench.process().consume(unlucky, message(KEY, "o1")).outcome())
                .isEqualTo(Outcome.CONSUMED);
        assertThat(bench.effects()).containsExactly("o1", "o1 sent");
    }
}
