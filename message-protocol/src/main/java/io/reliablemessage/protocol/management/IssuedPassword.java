package io.reliablemessage.protocol.management;

/** A generated password, shown only this once. */
public record IssuedPassword(String name, String password) {
    /** Without the password, so that it cannot get into a log by accident. */
    @Override
    public String toString() {
        return "IssuedPassword[name=" + name + "]";
    }
}
