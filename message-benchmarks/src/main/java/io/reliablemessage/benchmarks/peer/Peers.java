package io.reliablemessage.benchmarks.peer;

import io.reliablemessage.benchmarks.business.Subject;
import io.reliablemessage.benchmarks.business.Surroundings;

/** Opens them, each on an empty database. */
public final class Peers {
    private Peers() {}

    /** RocketMQ's own half messages; the broker must take them. */
    public static Subject rocketMqTransaction(Surroundings surroundings) {
        return new RocketMqTransactionSubject(surroundings);
    }

    /** com.gruelbox:transactionoutbox. */
    public static Subject gruelbox(Surroundings surroundings) {
        return new GruelboxSubject(surroundings);
    }

    /** Spring Modulith's event publication registry on JDBC. */
    public static Subject springModulith(Surroundings surroundings) {
        return new SpringModulithSubject(surroundings);
    }

    /** io.namastack:namastack-outbox on JDBC. */
    public static Subject namastack(Surroundings surroundings) {
        return new NamastackSubject(surroundings);
    }

    /** com.github.kagkarlsson:db-scheduler, one task for each message. */
    public static Subject dbScheduler(Surroundings surroundings) {
        return new DbSchedulerSubject(surroundings);
    }

    /** The outbox that tutorials show. */
    public static Subject tutorial(Surroundings surroundings) {
        return new TutorialSubject(surroundings);
    }
}
