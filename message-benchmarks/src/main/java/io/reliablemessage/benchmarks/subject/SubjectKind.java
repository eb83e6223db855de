package io.reliablemessage.benchmarks.subject;

import io.reliablemessage.benchmarks.business.Subject;
import io.reliablemessage.benchmarks.business.Surroundings;
import java.util.Locale;
import java.util.function.Function;

/** The ways of sending that are compared. */
public enum SubjectKind {
    NONE("no message", Family.BASE, PlainSubject::withoutMessage),
    UNSAFE("plain send after commit (unsafe)", Family.BASE, PlainSubject::sendingAfterCommit),
    LOCAL("Reliable Message, mode local", Family.OURS, SdkSubject::local),
    PREPARE("Reliable Message, mode prepare", Family.OURS, SdkSubject::prepare);

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
        return this != NONE;
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
