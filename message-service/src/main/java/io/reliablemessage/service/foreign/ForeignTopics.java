package io.reliablemessage.service.foreign;

import java.util.List;

/** A broker's topics, read without leaving a trace: no group is registered there, and no offset is moved. */
public interface ForeignTopics {

    /**
     * @return the queues that hold or have held messages
     * @throws UnreadableException if there is no such topic, it must not be read, or the broker is away
     */
    List<Queue> queues(String topic);

    /**
     * Reads one small batch.
     *
     * @throws UnreadableException as {@link #queues}
     */
    Batch read(String topic, Queue queue);

    /** Nothing is read for now: gives up connections. */
    void rest();

    /**
     * @param next the offset to be read next
     * @param end the offset behind the last message to be read
     */
    record Queue(String broker, int number, long next, long end) {
        Queue from(long offset) {
            return new Queue(broker, number, offset, end);
        }

        boolean isRead() {
            return next >= end;
        }
    }

    /** @param next the offset to go on with, greater than that of each message */
    record Batch(List<ForeignMessage> messages, long next) {}

    /** The broker's topic cannot be read now; the message says why. */
    final class UnreadableException extends RuntimeException {
        public UnreadableException(String why, Throwable cause) {
            super(why, cause);
        }
    }
}
