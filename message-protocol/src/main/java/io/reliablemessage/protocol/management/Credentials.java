package io.reliablemessage.protocol.management;

/** A person's name and password, for a session. */
public record Credentials(String name, String password) {
    /** Without the password, so that it cannot get into a log by accident. */
    @Override
    public String toString() {
        return "Credentials[name=" + name + "]";
    }
}
