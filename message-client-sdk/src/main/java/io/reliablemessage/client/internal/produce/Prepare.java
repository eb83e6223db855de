package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.internal.produce.Drafts.Draft;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One message on its way to being prepared. */
final class Prepare {
    private final Draft draft;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private boolean spooled;

    /** What the service said. */
    enum Kind {
        STORED,
        /** It said nothing, or "later"; it may have stored the message all the same. */
        UNAVAILABLE,
        /** It will not store the message. */
        REFUSED,
        /** It was never asked. */
        NOT_SENT
    }

    /** @param problem why, unless STORED */
    record Result(Kind kind, @Nullable RuntimeException problem) {}

    Prepare(Draft draft) {
        this.draft = draft;
    }

    Draft draft() {
        return draft;
    }

    CompletableFuture<Result> result() {
        return result;
    }

    /** Called by the sender; {@code false} if it was withdrawn and must not be sent. */
    boolean take() {
        return taken.compareAndSet(false, true);
    }

    /** Takes it back if it is not under way yet. */
    void withdraw(Supplier<RuntimeException> reason) {
        if (taken.compareAndSet(false, true)) {
            result.complete(new Result(Kind.NOT_SENT, reason.get()));
        }
    }

    /** The result, or UNAVAILABLE with that problem if there is none at that time. */
    Result await(long deadlineNanos, Supplier<RuntimeException> late) {
        try {
            return result.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(Kind.UNAVAILABLE, late.get());
        } catch (TimeoutException | ExecutionException e) {
            return new Result(Kind.UNAVAILABLE, late.get());
        }
    }

    /** Calls back once there is a result, on the sender's thread. */
    void whenAnswered(Consumer<Result> action) {
        CompletableFuture<Void> ignored = result.thenAccept(action);
    }

    /** The outbox has the whole message; the relay submits it, whatever becomes of the prepare. */
    void spooled() {
        spooled = true;
    }

    boolean isSpooled() {
        return spooled;
    }
}
