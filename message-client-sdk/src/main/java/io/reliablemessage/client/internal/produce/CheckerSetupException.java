package io.reliablemessage.client.internal.produce;

/** A {@code TransactionChecker} bean cannot be used as it is. */
public final class CheckerSetupException extends IllegalStateException {
    CheckerSetupException(String message) {
        super(message);
    }
}
