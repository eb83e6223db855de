package io.reliablemessage.client.internal.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.MessageRefusedException;
import io.reliablemessage.client.ProducerMode;
import io.reliablemessage.client.ServiceUnavailableException;
import io.reliablemessage.client.WhenServiceUnavailable;
import io.reliablemessage.client.internal.schema.Dialect;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Mode prepare, with the service, its answers or the database's answers lost at each point. */
class ServiceTroubleTest {
    private Shop shop = new Shop(ProducerMode.PREPARE);

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void serviceAwayBeforeCommitSpoolsAndRelaysLater() {
        shop.service.down();
        UUID id = shop.required().execute(status -> shop.order());
        assertThat(shop.orders()).isEqualTo(1);
        assertThat(shop.outboxIds()).containsExactly(id);
        shop.service.up();
        awaitRelayed();
        assertThat(shop.service.state(id)).isEqualTo(MessageState.CONFIRMED);
        assertThat(shop.producer.verdicts().of(List.of(id))).containsEntry(id, Verdict.COMMITTED);
    }

    /** As a listener of phase AFTER_COMMIT with REQUIRES_NEW does: its messages are secured at send and once more before the commit. */
    @Test
    void messageSentLateWhileTheServiceIsAwayIsSpooledOnce() {
        shop.service.down();
        List<UUID> ids = new ArrayList<>();
        shop.required()
                .executeWithoutResult(outer ->
                        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                            @Override
                            public void afterCommit() {
                                shop.transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
                                        .executeWithoutResult(inner -> ids.add(shop.order()));
                            }
                        }));
        assertThat(shop.orders()).isEqualTo(1);
        assertThat(shop.outboxIds()).containsExactlyElementsOf(ids);
        shop.service.up();
        awaitRelayed();
        assertThat(shop.service.state(ids.get(0))).isEqualTo(MessageState.CONFIRMED);
    }

    @Test
    void prepareWithLostAnswerAndSpooledCopyAreOneMessage() {
        shop.service.cutAnswers(2);
        UUID id = shop.required().execute(status -> shop.order());
        shop.awaitState(id, MessageState.CONFIRMED);
        awaitRelayed();
        assertThat(shop.service.calls).startsWith("prepare", "prepare").contains("submit");
        assertThat(shop.service.messages()).hasSize(1);
        assertThat(shop.service.changes).as("prepared once, confirmed once").hasValue(2);
    }

    @Test
    void hangingServiceDelaysTheCommitNoLongerThanItsTimeout() {
        shop.close();
        shop = new Shop(ProducerMode.PREPARE, WhenServiceUnavailable.SPOOL, Duration.ofMillis(300));
        shop.service.hold();
        UUID id = shop.required().execute(status -> shop.order());
        assertThat(shop.outboxIds()).as("committed while the service hangs").containsExactly(id);
        shop.service.open();
        awaitRelayed();
        shop.awaitState(id, MessageState.CONFIRMED);
        assertThat(shop.service.messages()).hasSize(1);
    }

    @Test
    void serviceAwayAfterCommitIsToldLater() {
        UUID id = shop.required().execute(status -> {
            UUID order = shop.order();
            shop.awaitState(order, MessageState.PREPARED);
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void beforeCompletion() {
                    shop.service.down();
                }
            });
            return order;
        });
        assertThat(shop.outboxRows()).isZero();
        assertThat(shop.service.state(id)).isEqualTo(MessageState.PREPARED);
        shop.service.up();
        shop.awaitState(id, MessageState.CONFIRMED);
    }

    @Test
    void producerThatDiedBeforeItsConfirmAnswersFromTheFence() {
        shop.producer.stop();
        UUID id = shop.required().execute(status -> shop.order());
        assertThat(otherInstance().verdicts().of(List.of(id))).containsEntry(id, Verdict.COMMITTED);
    }

    @Test
    void lostConfirmAnswerIsRepeatedWithoutHarm() {
        UUID id = shop.required().execute(status -> {
            UUID order = shop.order();
            shop.awaitState(order, MessageState.PREPARED);
            shop.service.cutAnswers(2);
            return order;
        });
        shop.awaitState(id, MessageState.CONFIRMED);
        Awaitility.await()
                .until(() ->
                        shop.service.calls.stream().filter("confirm"::equals).count() == 3);
        assertThat(shop.producer.counters().settlementsRefused()).isZero();
    }

    @Test
    void producerThatWasStoppedAndStartedGoesOn() {
        shop.producer.start();
        shop.producer.stop();
        shop.producer.start();
        UUID id = shop.required().execute(status -> shop.order());
        shop.awaitState(id, MessageState.CONFIRMED);
        assertThat(shop.outboxRows()).isZero();
    }

    @Test
    void failModeRollsTheBusinessBack() {
        shop.close();
        shop = new Shop(ProducerMode.PREPARE, WhenServiceUnavailable.FAIL);
        shop.service.down();
        assertThatThrownBy(() -> shop.required().execute(status -> shop.order()))
                .isInstanceOf(ServiceUnavailableException.class);
        assertThat(shop.orders() + shop.fenceRows() + shop.outboxRows()).isZero();
    }

    @Test
    void refusedMessageRollsTheBusinessBackAndSaysWhy() {
        assertThatThrownBy(() -> shop.required().executeWithoutResult(status -> {
                    shop.order();
                    shop.order(StubService.UNKNOWN_TOPIC);
                }))
                .isInstanceOf(MessageRefusedException.class)
                .hasMessageContaining("topic is not registered");
        assertThat(shop.orders() + shop.fenceRows()).isZero();
        Awaitility.await("the other message is cancelled")
                .until(() -> shop.service.messages().values().stream()
                        .allMatch(stored -> stored.state() == MessageState.CANCELLED));
    }

    @Test
    void rollbackWhileThePrepareIsUnderWayLeavesNoOrphan() {
        shop.service.hold();
        List<UUID> ids = new ArrayList<>();
        shop.required().executeWithoutResult(status -> {
            ids.add(shop.order());
            Awaitility.await("the prepare to be under way").until(() -> shop.service.arrived.get() == 1);
            status.setRollbackOnly();
        });
        shop.service.open();
        shop.awaitState(ids.get(0), MessageState.CANCELLED);
        assertThat(shop.service.calls).containsExactly("prepare", "cancel");
    }

    @Test
    void conflictingConfirmIsCountedForAnOperator() {
        UUID id = shop.required().execute(status -> {
            UUID order = shop.order();
            shop.awaitState(order, MessageState.PREPARED);
            shop.service.decide(order, MessageState.CANCELLED);
            return order;
        });
        Awaitility.await().until(() -> shop.producer.counters().settlementsRefused() == 1);
        assertThat(shop.service.state(id)).isEqualTo(MessageState.CANCELLED);
    }

    /** JdbcTransactionManager translates the lost answer, and Spring then rolls back and reports "rolled back". */
    @Test
    void commitWhoseAnswerIsLostIsConfirmedThoughSpringSaysRolledBack() {
        UUID id = orderWithFailingCommit(new DataAccessResourceFailureException("the commit's answer is lost"), true);
        assertThat(shop.orders()).isEqualTo(1);
        shop.awaitState(id, MessageState.CONFIRMED);
    }

    @Test
    void outcomeIsFoundThoughTheDatabaseIsAwayAtFirst() {
        UUID id = shop.required().execute(status -> {
            UUID order = shop.order();
            shop.awaitState(order, MessageState.PREPARED);
            return order;
        });
        shop.awaitState(id, MessageState.CONFIRMED);
        AtomicInteger connections = new AtomicInteger();
        Settlements settlements = new Settlements(
                shop.service.client(),
                new FenceVerdicts(
                        new DelegatingDataSource(shop.dataSource) {
                            @Override
                            public Connection getConnection() throws SQLException {
                                if (connections.incrementAndGet() == 1) {
                                    throw new SQLException("the database is away");
                                }
                                return super.getConnection();
                            }
                        },
                        Dialect.MYSQL,
                        Duration.ofDays(7)),
                shop.producer.counters());
        settlements.askFence(List.of(id));
        Awaitility.await("the confirm that follows from the fence")
                .until(() ->
                        shop.service.calls.stream().filter("confirm"::equals).count() == 2);
        settlements.close(Duration.ofSeconds(5));
        assertThat(connections).hasValue(2);
    }

    @Test
    void commitThatFailedIsCancelled() {
        UUID id = orderWithFailingCommit(new DataAccessResourceFailureException("no commit"), false);
        assertThat(shop.orders()).isZero();
        shop.awaitState(id, MessageState.CANCELLED);
    }

    @Test
    void unknownOutcomeIsLeftToTheCheckBack() {
        UUID id = orderWithFailingCommit(new TransactionSystemException("who knows"), true);
        assertThat(shop.service.state(id)).isEqualTo(MessageState.PREPARED);
        assertThat(shop.producer.queuedSettlements()).isZero();
        assertThat(shop.producer.verdicts().of(List.of(id))).containsEntry(id, Verdict.COMMITTED);
    }

    private UUID orderWithFailingCommit(RuntimeException failure, boolean afterCommitting) {
        List<UUID> ids = new ArrayList<>();
        TransactionTemplate failing = new TransactionTemplate(new JdbcTransactionManager(shop.dataSource) {
            @Override
            protected void doCommit(DefaultTransactionStatus status) {
                if (afterCommitting) {
                    super.doCommit(status);
                }
                throw failure;
            }
        });
        assertThatThrownBy(() -> failing.executeWithoutResult(status -> {
                    ids.add(shop.order());
                    shop.awaitState(ids.get(0), MessageState.PREPARED);
                }))
                .isSameAs(failure);
        return ids.get(0);
    }

    private Producer otherInstance() {
        return shop.producer(ProducerMode.PREPARE, WhenServiceUnavailable.SPOOL);
    }

    private void awaitRelayed() {
        Awaitility.await("the outbox to be empty").until(() -> {
            shop.expireLeases();
            shop.producer.relayOnce();
            return shop.outboxRows() == 0;
        });
    }
}
