package io.reliablemessage.console.service;

/** The service does not take the person's session any more: it ended, or the person was disabled. */
public final class SessionOverException extends RuntimeException {
    SessionOverException() {
        super("The service answered 401");
    }
}
