package io.reliablemessage.quickstart.launcher;

/** One process that the quickstart runs. */
interface Part {

    String name();

    /**
     * Starts it and returns when it does its work.
     *
     * @return the running process
     * @throws StartFailedException when it does not come up; nothing of it runs then
     */
    ProcessHandle start();

    /** Kills it (SIGKILL) if it runs. */
    void kill();

    /** Ends it in order, and for good: it does not start again. */
    void stop();
}
