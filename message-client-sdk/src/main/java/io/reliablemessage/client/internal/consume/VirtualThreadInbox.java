package io.reliablemessage.client.internal.consume;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/** Lets listeners run on virtual threads. The broker client's own threads wait for them, so that a group's concurrency stays what it is. */
final class VirtualThreadInbox implements BrokerInbox {
    private final AsyncTaskExecutor threads = new VirtualThreadTaskExecutor("reliable-message-listener-");
    private final BrokerInbox inbox;

    VirtualThreadInbox(BrokerInbox inbox) {
        this.inbox = inbox;
    }

    @Override
    public boolean accept(BrokerMessage message) {
        Future<Boolean> accepted = threads.submit(() -> inbox.accept(message));
        try {
            return accepted.get();
        } catch (InterruptedException e) {
            accepted.cancel(true);
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
