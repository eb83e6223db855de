package io.reliablemessage.benchmarks.subject;

import io.reliablemessage.benchmarks.business.Subject;
import io.reliablemessage.benchmarks.business.Surroundings;
import io.reliablemessage.benchmarks.peer.Peers;
import java.util.Locale;
import java.util.function.Function;

/** The ways of sending that are compared. */
public enum SubjectKind {
    NONE("no message", Family.BASE, PlainSubject::withoutMessage),
    ROW("a plain row, no message", Family.BASE, PlainSubject::withRow),
    UNSAFE("plain send after commit (unsafe)", Family.BASE, PlainSubject::sendingAfterCommit),
    LOCAL("Reliable Message, mode local", Family.OURS, SdkSubject::local),
    PREPARE("Reliable Message, mode prepare", Family.OURS, SdkSubject::prepare),
    ROCKETMQ_TRANSACTION("RocketMQ transactional message", Family.OTHER, Peers::rocketMqTransaction),
    GRUELBOX("transaction-outbox 4.2 (gruelbox)", Family.LIBRARY, Peers::gruelbox),
    SPRING_MODULITH("Spring Modulith 2.1, JDBC", Family.LIBRARY, Peers::springModulith),
    NAMASTACK("namastack-outbox 1.6, JDBC", Family.LIBRARY, Peers::namastack),
    DB_SCHEDULER("db-scheduler 16.12 as outbox", Family.LIBRARY, Peers::dbScheduler),
    TUTORIAL("tutorial outbox (poll, send, update)", Family.OTHER, Peers::tutorial);

    /** What a way of sending is compared as. */
    public enum Family {
        /** What there is to compare with, and promises nothing. */
        BASE,
        OURS,
        /** A Java outbox library. */
        LIBRARY,
        /** Something else that others use. */
        OTHER
    }

    private final String label;
    private final Family family;
    private final Function<Surroundings, Subject> opening;

    SubjectKind(String label, Family family, Function<Surroundings, Subject> opening) {
        this.label = label;
        this.family = family;
        this.opening = opening;
    }

    /** How it is called in tables. */
    public String label() {
        return label;
    }

    public Family family() {
        return family;
    }

    /** Whether its transactions have a message at all. */
    public boolean sends() {
        return this != NONE && this != ROW;
    }

    /** Whether it sends RocketMQ's transactional messages, which the broker must take and which make it burn a core from the first one on. */
    public boolean sendsTransactional() {
        return this == ROCKETMQ_TRANSACTION;
    }

    /** A name for databases and topics. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Starts it: creates its tables in an empty database, or takes them as they are, and connects to the broker. */
    public Subject open(Surroundings surroundings) {
        return opening.apply(surroundings);
    }
}
