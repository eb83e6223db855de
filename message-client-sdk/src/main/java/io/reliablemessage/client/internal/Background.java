package io.reliablemessage.client.internal;

/** A part of the SDK that works beside the application's threads, or, in tests, only when it is asked to. */
public interface Background {

    /** From the next start on, this part has no threads: what is to be done waits for {@link #workOff()}. */
    void withoutThreads();

    /**
     * Does what waits, on the caller's thread, each piece of it once.
     *
     * @return whether anything waited
     */
    boolean workOff();
}
