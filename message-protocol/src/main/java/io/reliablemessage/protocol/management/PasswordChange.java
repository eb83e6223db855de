package io.reliablemessage.protocol.management;

/** @param replacement 12 to 128 characters */
public record PasswordChange(String current, String replacement) {
    /** Without the passwords, so that they cannot get into a log by accident. */
    @Override
    public String toString() {
        return "PasswordChange";
    }
}
