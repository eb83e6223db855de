package io.reliablemessage.client.internal.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.reliablemessage.client.ForeignTransactionException;
import io.reliablemessage.client.InvalidMessageException;
import io.reliablemessage.client.Message;
import io.reliablemessage.client.NoTransactionException;
import io.reliablemessage.client.ProducerMode;
import io.reliablemessage.client.store.Store;
import io.reliablemessage.client.store.Stores;
import io.reliablemessage.embedded.TestDatabase;
import io.reliablemessage.protocol.MessageLimits;
import io.reliablemessage.protocol.MessageState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A message exists if and only if the transaction that sent it committed, whatever the propagation. */
class TransactionBindingTest {
    private @Nullable Shop opened;

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    Shop shop(ProducerMode mode) {
        opened = new Shop(mode);
        return opened;
    }

    @ParameterizedTest
    @EnumSource
    void messageOfCommittedTransactionIsConfirmed(ProducerMode mode) {
        Shop shop = shop(mode);
        UUID id = shop.required().execute(status -> shop.order());
        shop.awaitState(id, MessageState.CONFIRMED);
        Awaitility.await().until(() -> shop.outboxRows() == 0);
        assertThat(shop.fenceRows()).isEqualTo(mode == ProducerMode.PREPARE ? 1 : 0);
    }

    @ParameterizedTest
    @EnumSource
    void messageOfRolledBackTransactionIsNotThere(ProducerMode mode) {
        Shop shop = shop(mode);
        List<UUID> ids = new ArrayList<>();
        shop.required().executeWithoutResult(status -> {
            ids.add(shop.order());
            awaitPrepared(shop, mode, ids.get(0));
            status.setRollbackOnly();
        });
        awaitGone(shop, mode, ids.get(0));
        assertThat(shop.orders() + shop.fenceRows() + shop.outboxRows()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void innerTransactionCommitsWhileOuterRollsBack(ProducerMode mode) {
        Shop shop = shop(mode);
        List<UUID> ids = new ArrayList<>();
        shop.required().executeWithoutResult(outer -> {
            ids.add(shop.order());
            ids.add(shop.transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
                    .execute(inner -> shop.order()));
            ids.add(shop.order());
            awaitPrepared(shop, mode, ids.get(0));
            awaitPrepared(shop, mode, ids.get(2));
            outer.setRollbackOnly();
        });
        shop.awaitState(ids.get(1), MessageState.CONFIRMED);
        awaitGone(shop, mode, ids.get(0));
        awaitGone(shop, mode, ids.get(2));
        assertThat(shop.orders()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void innerTransactionRollsBackWhileOuterCommits(ProducerMode mode) {
        Shop shop = shop(mode);
        List<UUID> ids = new ArrayList<>();
        shop.required().executeWithoutResult(outer -> {
            ids.add(shop.order());
            shop.transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW).executeWithoutResult(inner -> {
                ids.add(shop.order());
                awaitPrepared(shop, mode, ids.get(1));
                inner.setRollbackOnly();
            });
            ids.add(shop.order());
        });
        shop.awaitState(ids.get(0), MessageState.CONFIRMED);
        shop.awaitState(ids.get(2), MessageState.CONFIRMED);
        awaitGone(shop, mode, ids.get(1));
        assertThat(shop.orders()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void messageOfRolledBackSavepointIsNotSent(ProducerMode mode) {
        Shop shop = shop(mode);
        List<UUID> ids = new ArrayList<>();
        shop.required().executeWithoutResult(outer -> {
            ids.add(shop.order());
            shop.transaction(TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult(nested -> {
                ids.add(shop.order());
                awaitPrepared(shop, mode, ids.get(1));
                nested.setRollbackOnly();
            });
            ids.add(shop.order());
        });
        shop.awaitState(ids.get(0), MessageState.CONFIRMED);
        shop.awaitState(ids.get(2), MessageState.CONFIRMED);
        awaitGone(shop, mode, ids.get(1));
        assertThat(shop.orders()).isEqualTo(2);
    }

    /** The synchronization is then younger than the savepoint. */
    @ParameterizedTest
    @EnumSource
    void firstMessageInRolledBackSavepointIsNotSent(ProducerMode mode) {
        Shop shop = shop(mode);
        List<UUID> ids = new ArrayList<>();
        shop.required().executeWithoutResult(outer -> {
            shop.transaction(TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult(nested -> {
                ids.add(shop.order());
                awaitPrepared(shop, mode, ids.get(0));
                nested.setRollbackOnly();
            });
            ids.add(shop.order());
        });
        shop.awaitState(ids.get(1), MessageState.CONFIRMED);
        awaitGone(shop, mode, ids.get(0));
    }

    @ParameterizedTest
    @EnumSource
    void messageOfReleasedSavepointIsSent(ProducerMode mode) {
        Shop shop = shop(mode);
        UUID id = shop.required()
                .execute(outer -> shop.transaction(TransactionDefinition.PROPAGATION_NESTED)
                        .execute(nested -> shop.order()));
        shop.awaitState(id, MessageState.CONFIRMED);
    }

    @ParameterizedTest
    @EnumSource
    void sendOutsideTransactionNamesSubmit(ProducerMode mode) {
        Shop shop = shop(mode);
        assertThatThrownBy(() -> shop.messages.send(Message.to("orders").payload("x")))
                .isInstanceOf(NoTransactionException.class)
                .hasMessageContaining("submit");
        assertThat(shop.fenceRows() + shop.outboxRows()).isZero();
        UUID id = shop.messages.submit(Message.to("orders").payload("x"));
        assertThat(shop.service.state(id)).isEqualTo(MessageState.CONFIRMED);
    }

    @ParameterizedTest
    @EnumSource
    void sendInReadOnlyTransactionIsRefused(ProducerMode mode) {
        Shop shop = shop(mode);
        TransactionTemplate readOnly = shop.required();
        readOnly.setReadOnly(true);
        assertThatThrownBy(() -> readOnly.execute(
                        status -> shop.messages.send(Message.to("orders").payload("x"))))
                .isInstanceOf(NoTransactionException.class)
                .hasMessageContaining("read-only");
    }

    @ParameterizedTest
    @EnumSource
    void sendInTransactionOfOtherDatabaseIsRefused(ProducerMode mode) {
        Shop shop = shop(mode);
        try (TestDatabase other = TestDatabase.create();
                var otherPool = Shop.pool(other)) {
            TransactionTemplate foreign = new TransactionTemplate(new JdbcTransactionManager(otherPool));
            assertThatThrownBy(() -> foreign.execute(
                            status -> shop.messages.send(Message.to("orders").payload("x"))))
                    .isInstanceOf(ForeignTransactionException.class)
                    .hasMessageContaining("reliable-message.data-source");
            assertThatThrownBy(() -> foreign.execute(status -> {
                        new JdbcTemplate(shop.dataSource).queryForObject("SELECT 1", Integer.class);
                        return shop.messages.send(Message.to("orders").payload("x"));
                    }))
                    .as("a connection that was fetched on the side")
                    .isInstanceOf(ForeignTransactionException.class);
        }
        assertThat(shop.fenceRows() + shop.outboxRows()).isZero();
    }

    /** Spring then has the inner transaction's callbacks, and its commit says nothing about the outer one, which has the rows. */
    @ParameterizedTest
    @EnumSource
    void messageSentInsideAnotherDatabasesTransactionStillSharesTheFateOfItsOwn(ProducerMode mode) {
        Shop shop = shop(mode);
        try (Store other = Stores.H2.fresh(2)) {
            List<UUID> ids = new ArrayList<>();
            for (boolean commit : new boolean[] {false, true}) {
                shop.required().executeWithoutResult(outer -> {
                    other.transactions().executeWithoutResult(inner -> ids.add(shop.order()));
                    if (mode == ProducerMode.PREPARE) {
                        shop.awaitState(ids.get(ids.size() - 1), MessageState.PREPARED);
                    }
                    Awaitility.await()
                            .during(Duration.ofMillis(300))
                            .until(() -> shop.service.state(ids.get(ids.size() - 1)) != MessageState.CONFIRMED);
                    if (!commit) {
                        outer.setRollbackOnly();
                    }
                });
            }
            awaitGone(shop, mode, ids.get(0));
            shop.expireLeases();
            shop.producer.start();
            shop.awaitState(ids.get(1), MessageState.CONFIRMED);
            assertThat(shop.orders()).isEqualTo(1);
        }
    }

    /** Spring then has the business transaction's callbacks. */
    @ParameterizedTest
    @EnumSource
    void messageSentWithAnotherDatabasesTransactionAroundSharesTheFateOfItsOwn(ProducerMode mode) {
        Shop shop = shop(mode);
        try (Store other = Stores.H2.fresh(2)) {
            List<UUID> ids = new ArrayList<>();
            for (boolean commit : new boolean[] {false, true}) {
                other.transactions().executeWithoutResult(outer -> {
                    shop.required().executeWithoutResult(inner -> {
                        ids.add(shop.order());
                        awaitPrepared(shop, mode, ids.get(ids.size() - 1));
                        if (!commit) {
                            inner.setRollbackOnly();
                        }
                    });
                    if (commit) {
                        outer.setRollbackOnly();
                    }
                });
            }
            awaitGone(shop, mode, ids.get(0));
            shop.expireLeases();
            shop.producer.start();
            shop.awaitState(ids.get(1), MessageState.CONFIRMED);
            assertThat(shop.orders()).isEqualTo(1);
        }
    }

    /** One that is no database's: it binds nothing by which it could be seen. */
    @ParameterizedTest
    @EnumSource
    void messageSentInsideAnotherResourcesTransactionSharesTheFateOfItsOwn(ProducerMode mode) {
        Shop shop = shop(mode);
        assumeThat(shop.isWatched()).isTrue();
        TransactionTemplate other = new TransactionTemplate(new ResourcelessTransactions());
        List<UUID> ids = new ArrayList<>();
        for (boolean commit : new boolean[] {false, true}) {
            shop.required().executeWithoutResult(outer -> {
                other.executeWithoutResult(inner -> {
                    ids.add(shop.order());
                    if (commit) {
                        inner.setRollbackOnly();
                    }
                });
                awaitPrepared(shop, mode, ids.get(ids.size() - 1));
                Awaitility.await()
                        .during(Duration.ofMillis(300))
                        .until(() -> shop.service.state(ids.get(ids.size() - 1)) != MessageState.CONFIRMED);
                if (!commit) {
                    outer.setRollbackOnly();
                }
            });
        }
        awaitGone(shop, mode, ids.get(0));
        shop.expireLeases();
        shop.producer.start();
        shop.awaitState(ids.get(1), MessageState.CONFIRMED);
        assertThat(shop.orders()).isEqualTo(1);
    }

    /** Begins, commits and rolls back nothing but Spring's callbacks. */
    private static final class ResourcelessTransactions extends AbstractPlatformTransactionManager {
        @Override
        protected Object doGetTransaction() {
            return new Object();
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {}

        @Override
        protected void doCommit(DefaultTransactionStatus status) {}

        @Override
        protected void doRollback(DefaultTransactionStatus status) {}
    }

    @ParameterizedTest
    @EnumSource
    void sendAfterCompletionIsRefused(ProducerMode mode) {
        Shop shop = shop(mode);
        AtomicReference<@Nullable RuntimeException> thrown = new AtomicReference<>();
        shop.required()
                .executeWithoutResult(status -> synchronize(new TransactionSynchronization() {
                    @Override
                    public void afterCompletion(int outcome) {
                        try {
                            shop.order();
                        } catch (RuntimeException e) {
                            thrown.set(e);
                        }
                    }
                }));
        assertThat(thrown.get()).isInstanceOf(NoTransactionException.class);
    }

    /** As a listener of phase BEFORE_COMMIT does; Spring calls no synchronization that is registered then before the commit. */
    @ParameterizedTest
    @EnumSource
    void messageSentWhileCommitIsUnderWayIsDurableAndConfirmed(ProducerMode mode) {
        Shop shop = shop(mode);
        List<UUID> ids = new ArrayList<>();
        shop.service.failCalls(2);
        shop.required()
                .executeWithoutResult(status -> synchronize(new TransactionSynchronization() {
                    @Override
                    public void beforeCommit(boolean readOnly) {
                        ids.add(shop.order());
                        if (mode == ProducerMode.PREPARE) {
                            assertThat(shop.outboxRows() == 1
                                            || shop.service.state(ids.get(0)) == MessageState.PREPARED)
                                    .as("durable before the commit")
                                    .isTrue();
                        }
                    }
                }));
        shop.expireLeases();
        shop.producer.start();
        shop.awaitState(ids.get(0), MessageState.CONFIRMED);
    }

    /** What is written after a commit belongs to nobody's transaction: message and order must still share their fate. */
    @ParameterizedTest
    @EnumSource
    void messageSentAfterCommitSharesTheFateOfWhatWasWrittenWithIt(ProducerMode mode) {
        Shop shop = shop(mode);
        List<UUID> ids = new ArrayList<>();
        shop.required()
                .executeWithoutResult(status -> synchronize(new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        ids.add(shop.order());
                    }
                }));
        boolean orderIsThere = shop.orders() == 1;
        if (mode == ProducerMode.PREPARE) {
            shop.awaitState(ids.get(0), orderIsThere ? MessageState.CONFIRMED : MessageState.CANCELLED);
        } else {
            assertThat(shop.outboxRows()).isEqualTo(orderIsThere ? 1 : 0);
        }
    }

    /** A pool may roll back what was written after the commit; here the callback does. */
    @ParameterizedTest
    @EnumSource
    void messageLostAfterCommitIsNotSentWithThoseOfTheTransaction(ProducerMode mode) {
        Shop shop = shop(mode);
        List<UUID> ids = new ArrayList<>();
        shop.required().executeWithoutResult(status -> {
            ids.add(shop.order());
            synchronize(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    ids.add(shop.order());
                    shop.jdbc.execute((ConnectionCallback<@Nullable Void>) connection -> {
                        connection.rollback();
                        return null;
                    });
                }
            });
        });
        shop.awaitState(ids.get(0), MessageState.CONFIRMED);
        assertThat(shop.orders()).isEqualTo(1);
        awaitGone(shop, mode, ids.get(1));
    }

    @ParameterizedTest
    @EnumSource
    void limitsAreCheckedBeforeAnythingIsWritten(ProducerMode mode) {
        Shop shop = shop(mode);
        shop.required().executeWithoutResult(status -> {
            assertThatThrownBy(() -> shop.messages.sendAll(List.of(
                            Message.to("orders").payload("fine"),
                            Message.to("orders").payload(new byte[MessageLimits.MAX_PAYLOAD_BYTES + 1]))))
                    .isInstanceOf(InvalidMessageException.class)
                    .hasMessageContaining("payload must have at most 2097152 bytes");
            assertThat(shop.fenceRows() + shop.outboxRows()).isZero();
        });
        assertThat(shop.service.calls).isEmpty();
    }

    private static void synchronize(TransactionSynchronization synchronization) {
        TransactionSynchronizationManager.registerSynchronization(synchronization);
    }

    private static void awaitPrepared(Shop shop, ProducerMode mode, UUID id) {
        if (mode == ProducerMode.PREPARE) {
            shop.awaitState(id, MessageState.PREPARED);
        }
    }

    private static void awaitGone(Shop shop, ProducerMode mode, UUID id) {
        if (mode == ProducerMode.PREPARE) {
            shop.awaitState(id, MessageState.CANCELLED);
        } else {
            assertThat(shop.outboxIds()).doesNotContain(id);
            shop.expireLeases();
            while (shop.producer.relayOnce()) {
                assertThat(shop.outboxIds()).doesNotContain(id);
            }
            assertThat(shop.service.state(id)).isNull();
        }
    }
}
