package io.reliablemessage.benchmarks.strategy;

import io.reliablemessage.protocol.BusinessKey;

/** The strategies, each as the listener of {@link Listeners} or {@link FlagListener} declares it. */
public enum StrategyKind {
    DEDUP_TABLE("dedup table", Listeners.DEDUP_TABLE),
    STORED_RESULT("stored result", Listeners.STORED_RESULT),
    STATE_MACHINE("state machine", Listeners.STATE_MACHINE) {
        @Override
        BusinessKey key(int worker, long number) {
            int states = Listeners.STATES.length;
            return BusinessKey.of("orderNo", worker + "-" + number / states)
                    .and("status", Listeners.STATES[(int) (number % states)]);
        }
    },
    VERSION("version", Listeners.VERSION) {
        @Override
        BusinessKey key(int worker, long number) {
            return BusinessKey.of("orderNo", worker + "-" + number / VERSIONS)
                    .and("version", Long.toString(number % VERSIONS + 1));
        }
    },
    REDIS_FLAG("Redis flag", FlagListener.REDIS_FLAG),
    BUSINESS_QUERY("business query", Listeners.BUSINESS_QUERY);

    /** Of each entity. */
    static final int VERSIONS = 10;

    private final String label;
    private final String group;

    StrategyKind(String label, String group) {
        this.label = label;
        this.group = group;
    }

    /** How it is called in tables. */
    public String label() {
        return label;
    }

    /** The consumer group of its listener, which is also its topic. */
    String group() {
        return group;
    }

    /**
     * The business key of one piece of work.
     *
     * @param number counts what a worker does; states and versions of an entity follow one another
     */
    BusinessKey key(int worker, long number) {
        return BusinessKey.of("merchantNo", "M1").and("orderNo", worker + "-" + number);
    }
}
