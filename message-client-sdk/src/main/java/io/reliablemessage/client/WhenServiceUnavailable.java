package io.reliablemessage.client;

/** What mode {@link ProducerMode#PREPARE} does with messages that the service has not stored in time. */
public enum WhenServiceUnavailable {
    /** They are written to the business database in the same transaction, as in mode {@link ProducerMode#LOCAL}. */
    SPOOL,
    /** The commit fails with a {@link ServiceUnavailableException} and the business transaction rolls back. */
    FAIL
}
