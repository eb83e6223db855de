package io.reliablemessage.benchmarks.subject;

/** The other end: when each order's message came first, and how many came again. */
interface Arrivals extends AutoCloseable {

    /** Forgets what came before and waits for other orders. */
    void expect(long fromOrder, int atMost);

    /** Orders whose message has come. */
    long count();

    /** Messages that came once more. */
    long duplicates();

    /** {@link System#nanoTime} of the first arrival of an order's message; 0 if none came. */
    long nanosOf(long order);

    @Override
    void close();
}
