package io.reliablemessage.client.internal.handshake;

import org.springframework.context.SmartLifecycle;

/** Checks before anything of the application runs, so that a finding ends the start with nothing begun. */
final class HandshakeLifecycle implements SmartLifecycle {
    private final Handshake handshake;
    private final Runnable ownChecks;
    private volatile boolean running;

    /** @param ownChecks what needs no answer of the service; throws what has to be put right */
    HandshakeLifecycle(Handshake handshake, Runnable ownChecks) {
        this.handshake = handshake;
        this.ownChecks = ownChecks;
    }

    @Override
    public void start() {
        ownChecks.run();
        handshake.start();
        running = true;
    }

    @Override
    public void stop() {
        handshake.close();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Integer.MIN_VALUE + 1_000;
    }
}
