package io.reliablemessage.protocol.management;

/** What a person may do; each may do what those before may. */
public enum Role {
    /** Sees everything but payloads. */
    VIEWER,
    /** Sees payloads and decides: dead letters, undecided messages, pauses. */
    OPERATOR,
    /** Registers applications, topics, tokens and other people. */
    ADMINISTRATOR;

    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
