package io.reliablemessage.benchmarks.business;

/** One way to tell others of a committed business transaction. */
public interface Subject extends AutoCloseable {

    /** One business transaction: stores the order and has its message sent, as this way does it. Called by many threads at once. */
    void place(Order order) throws Exception;

    /**
     * Stops passing on what was sent, or goes on with it, so that the cost in the business transaction can be seen alone.
     *
     * @return whether this way can do so
     */
    default boolean holdBack(boolean held) {
        return false;
    }

    /** Ends its threads and connections. */
    @Override
    void close();
}
