package io.reliablemessage.benchmarks.strategy;

import io.reliablemessage.client.RedisFlag;
import io.reliablemessage.client.ReliableMessageListener;

/** The listener of the strategy that needs Redis. */
class FlagListener {
    static final String REDIS_FLAG = "redis-flag";

    private final JdbcEffects effects;

    FlagListener(JdbcEffects effects) {
        this.effects = effects;
    }

    @RedisFlag
    @ReliableMessageListener(topic = REDIS_FLAG, group = REDIS_FLAG)
    void flag(Work work) {
        effects.add(REDIS_FLAG, work);
    }
}
