package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.internal.produce.Drafts.Draft;
import java.util.List;

/**
 * Mode local. {@code send} writes the whole message into the outbox; after the commit the relay submits it.
 *
 * <p>Crashes: before the commit, the row is gone with the business. After it, the row is there and any instance's poller takes it.
 */
final class LocalRoute implements Route<Draft> {
    private final Relay relay;

    LocalRoute(Relay relay) {
        this.relay = relay;
    }

    @Override
    public void admit(int messages) {
        relay.admit(messages);
    }

    @Override
    public List<Draft> write(List<Draft> drafts) {
        relay.spool(drafts);
        return drafts;
    }

    @Override
    public Draft draft(Draft message) {
        return message;
    }

    @Override
    public boolean isDurableWithTransaction() {
        return true;
    }

    @Override
    public void secure(List<Draft> messages) {
        // They are.
    }

    @Override
    public void committed(List<Draft> messages) {
        relay.handOver(messages);
    }

    @Override
    public void rolledBack(List<Draft> messages) {
        // Their rows are gone.
    }

    @Override
    public void ended(List<Draft> messages) {
        // The poller takes those whose rows are there.
    }
}
