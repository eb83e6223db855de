package io.reliablemessage.benchmarks.consumer;

import io.reliablemessage.benchmarks.subject.EffectLog;
import io.reliablemessage.client.ReliableMessageListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What a customer gets for an order, with the SDK's default strategy and concurrency. */
class Rewards {
    private final JdbcRewards rewards;
    private final EffectLog log;

    Rewards(JdbcRewards rewards, EffectLog log) {
        this.rewards = rewards;
        this.log = log;
    }

    @ReliableMessageListener(topic = "${bench.topic}", group = "points")
    void earnPoints(Placed order) {
        rewards.addPoints(order);
        noteCommit(0, order);
    }

    @ReliableMessageListener(topic = "${bench.topic}", group = "coupons")
    void earnCoupon(Placed order) {
        rewards.addCoupon(order);
        noteCommit(1, order);
    }

    private void noteCommit(int group, Placed order) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                log.committed(group, order.number());
            }
        });
    }
}
