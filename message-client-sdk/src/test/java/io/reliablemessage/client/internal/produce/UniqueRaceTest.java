package io.reliablemessage.client.internal.produce;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.Message;
import io.reliablemessage.client.ProducerMode;
import io.reliablemessage.client.ReliableMessageProperties;
import io.reliablemessage.client.ReliableMessageProperties.Migrate;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.client.WhenServiceUnavailable;
import io.reliablemessage.client.internal.Uuids;
import io.reliablemessage.client.internal.schema.JdbcTables;
import io.reliablemessage.client.store.EachStore;
import io.reliablemessage.client.store.Store;
import io.reliablemessage.client.store.Stores;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Many callers, one key, and they die at random: one message, and everybody who commits has its id. */
class UniqueRaceTest {
    private static final int CALLERS = 64;
    private static final int MOST_TRIES = 200;

    @EachStore
    void allWhoCommitHaveTheOneId(Stores stores) throws Exception {
        try (Store store = stores.fresh(CALLERS + 4);
                StubService service = new StubService()) {
            store.jdbc().execute("CREATE TABLE shop_order (no INT PRIMARY KEY)");
            service.down();
            Producer one = producer(store, service);
            Producer other = producer(store, service);
            CyclicBarrier start = new CyclicBarrier(CALLERS);
            ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
            List<Future<UUID>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                Caller caller = new Caller(store, (i % 2 == 0 ? one : other).messages(), i, new Random(4_711 + i));
                callers.add(threads.submit(() -> {
                    start.await();
                    return caller.callUntilCommitted();
                }));
            }
            List<UUID> ids = new ArrayList<>();
            for (Future<UUID> caller : callers) {
                ids.add(caller.get(120, TimeUnit.SECONDS));
            }
            threads.shutdownNow();
            assertThat(ids).hasSize(CALLERS);
            assertThat(store.jdbc()
                            .query("SELECT message_id FROM rm_outbox", (row, number) -> Uuids.of(row.getBytes(1))))
                    .as("the one message, which all have the id of")
                    .containsOnly(ids.get(0))
                    .hasSize(1);
            assertThat(ids).containsOnly(ids.get(0));
            assertThat(store.jdbc().queryForObject("SELECT COUNT(*) FROM shop_order", Integer.class))
                    .isEqualTo(CALLERS);
            one.stop();
            other.stop();
        }
    }

    /** Orders once, whatever it takes; every database ends transactions for its own reasons as well. */
    private record Caller(Store store, ReliableMessages messages, int no, Random random) {
        UUID callUntilCommitted() {
            for (int tries = 0; tries < MOST_TRIES; tries++) {
                UUID id = callOnce(tries);
                if (id != null) {
                    return id;
                }
            }
            throw new IllegalStateException("Nothing was committed in " + MOST_TRIES + " tries");
        }

        private @Nullable UUID callOnce(int tries) {
            TransactionTemplate transaction = store.transactions();
            try {
                return transaction.execute(status -> {
                    UUID id = no % 4 == 0 ? messages.submit(message()) : messages.send(message());
                    store.jdbc().update("INSERT INTO shop_order VALUES (?)", no);
                    if (tries < 3 && random.nextInt(3) == 0) {
                        throw new KilledException();
                    }
                    if (tries < 3 && random.nextInt(3) == 0) {
                        cutConnection();
                    }
                    return id;
                });
            } catch (KilledException | DataAccessException | TransactionException e) {
                return null;
            }
        }

        private static Message message() {
            return Message.to("orders").key("orderNo", "1").payload("paid").unique();
        }

        /** As the death of the process looks to the database. */
        private void cutConnection() {
            try {
                DataSourceUtils.getConnection(store.dataSource()).abort(Runnable::run);
            } catch (SQLException e) {
                throw new KilledException();
            }
        }
    }

    private static final class KilledException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static Producer producer(Store store, StubService service) {
        ReliableMessageProperties properties = new ReliableMessageProperties(
                service.url(),
                "shop",
                "rm_app_token",
                true,
                ProducerMode.LOCAL,
                Duration.ofSeconds(1),
                WhenServiceUnavailable.SPOOL,
                Duration.ofSeconds(1),
                null,
                Migrate.FALSE,
                Duration.ofDays(7),
                Duration.ofDays(90),
                new ReliableMessageProperties.Spool(1_000_000, null, Duration.ofMinutes(15)));
        return new Producer(
                properties, service.client(), new JdbcTables(store.dataSource()), new JsonMapper(), Clock.systemUTC());
    }
}
