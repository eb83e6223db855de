package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.ServiceRefusedException;
import io.reliablemessage.client.ServiceUnavailableException;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.client.internal.produce.Prepare.Kind;
import io.reliablemessage.client.internal.produce.Prepare.Result;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Outcome;
import java.time.Duration;
import java.util.List;

/** Prepares messages of all threads in common calls. */
final class PrepareSender {
    private static final Batches.Limits LIMITS =
            new Batches.Limits(3, 200, 4 * 1024 * 1024, 10_000, 64 * 1024 * 1024, Batches.Pace.hasty());

    private final MessageService service;
    private final Availability availability = new Availability("preparing messages");
    private final Batches<Prepare> batches;
    private volatile boolean withoutThreads;

    /** @param service with a request timeout that fits the wait before a commit */
    PrepareSender(MessageService service) {
        this.service = service;
        this.batches =
                new Batches<>("prepare", LIMITS, prepare -> prepare.draft().bytes(), this::call);
    }

    /** Returns at once; each prepare gets its result later, or at once if the service is known to be away or too much is waiting. */
    void send(List<Prepare> prepares) {
        if (!availability.admits()) {
            withdraw(prepares, "The service did not answer a moment ago");
            return;
        }
        int taken = batches.offer(prepares);
        if (withoutThreads) {
            batches.workOff();
        }
        withdraw(prepares.subList(taken, prepares.size()), "Too many messages wait to be prepared");
    }

    /** Whether the service did not answer a moment ago. */
    boolean isPaused() {
        return availability.isPaused();
    }

    /** Whether the last call got an answer. */
    boolean isAnswered() {
        return availability.isAnswered();
    }

    int queued() {
        return batches.size();
    }

    /** From now on {@link #send} itself calls the service. */
    void withoutThreads() {
        withoutThreads = true;
        batches.withoutThreads();
    }

    /** Goes on after {@link #close}. */
    void open() {
        batches.open();
    }

    void close(Duration bound) {
        batches.close(bound);
    }

    private static void withdraw(List<Prepare> prepares, String reason) {
        prepares.forEach(prepare -> prepare.withdraw(() -> new ServiceUnavailableException(reason, null)));
    }

    private void call(List<Prepare> batch) {
        List<Prepare> sent = batch.stream().filter(Prepare::take).toList();
        if (sent.isEmpty()) {
            return;
        }
        try {
            List<NewMessage> messages =
                    sent.stream().map(prepare -> prepare.draft().content()).toList();
            List<ItemResult> results = ItemCalls.each(service::prepare, messages);
            availability.succeeded();
            for (int i = 0; i < sent.size(); i++) {
                sent.get(i).result().complete(result(messages.get(i), results.get(i)));
            }
        } catch (ServiceUnavailableException | ServiceRefusedException e) {
            availability.failed(e);
            sent.forEach(prepare -> prepare.result().complete(new Result(Kind.UNAVAILABLE, e)));
        } finally {
            sent.stream()
                    .filter(prepare -> !prepare.result().isDone())
                    .forEach(prepare -> prepare.result()
                            .complete(new Result(
                                    Kind.UNAVAILABLE,
                                    new ServiceUnavailableException("Preparing the message failed", null))));
        }
    }

    private static Result result(NewMessage message, ItemResult item) {
        if (item.outcome() == Outcome.RETRY) {
            return new Result(Kind.UNAVAILABLE, new ServiceUnavailableException(ItemCalls.detail(item), null));
        }
        boolean stored =
                item.state() == null || item.state() == MessageState.PREPARED || item.state() == MessageState.UNDECIDED;
        if (ItemCalls.isAccepted(item) && stored) {
            return new Result(Kind.STORED, null);
        }
        return new Result(Kind.REFUSED, ItemCalls.refused(message, item));
    }
}
