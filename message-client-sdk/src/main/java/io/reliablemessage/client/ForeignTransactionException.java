package io.reliablemessage.client;

/** The current transaction is not one of the business {@code DataSource}, so a record in it would not commit with the business. */
public final class ForeignTransactionException extends IllegalStateException {
    public ForeignTransactionException(String message) {
        super(message);
    }
}
