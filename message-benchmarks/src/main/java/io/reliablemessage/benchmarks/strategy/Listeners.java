package io.reliablemessage.benchmarks.strategy;

import io.reliablemessage.client.BusinessQuery;
import io.reliablemessage.client.ReliableMessageListener;
import io.reliablemessage.client.StateMachine;
import io.reliablemessage.client.StoredResult;
import io.reliablemessage.client.Versioned;

/** A listener for each strategy that needs a database only; the effect is the same row for all. */
class Listeners {
    static final String DEDUP_TABLE = "dedup-table";
    static final String STORED_RESULT = "stored-result";
    static final String STATE_MACHINE = "state-machine";
    static final String VERSION = "version";
    static final String BUSINESS_QUERY = "business-query";
    static final String[] STATES = {"PLACED", "PAID", "SENT", "RECEIVED"};

    private final JdbcEffects effects;

    Listeners(JdbcEffects effects) {
        this.effects = effects;
    }

    record Result(String no, long cents) {}

    @ReliableMessageListener(topic = DEDUP_TABLE, group = DEDUP_TABLE)
    void table(Work work) {
        effects.add(DEDUP_TABLE, work);
    }

    @StoredResult
    @ReliableMessageListener(topic = STORED_RESULT, group = STORED_RESULT)
    Result result(Work work) {
        effects.add(STORED_RESULT, work);
        return new Result(work.no(), 500);
    }

    @StateMachine(
            entity = "orderNo",
            state = "status",
            states = {"PLACED", "PAID", "SENT", "RECEIVED"})
    @ReliableMessageListener(topic = STATE_MACHINE, group = STATE_MACHINE)
    void state(Work work) {
        effects.add(STATE_MACHINE, work);
    }

    @Versioned(entity = "orderNo", version = "version")
    @ReliableMessageListener(topic = VERSION, group = VERSION)
    void version(Work work) {
        effects.add(VERSION, work);
    }

    @BusinessQuery("isDone")
    @ReliableMessageListener(topic = BUSINESS_QUERY, group = BUSINESS_QUERY)
    void query(Work work) {
        effects.add(BUSINESS_QUERY, work);
    }

    boolean isDone(Work work) {
        return effects.has(BUSINESS_QUERY, work);
    }
}
