package io.reliablemessage.quickstart.smoke;

import io.reliablemessage.quickstart.launcher.Console;
import io.reliablemessage.quickstart.launcher.Stack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** What goes wrong when: some orders have their own trouble, and at some points of the way a process dies. */
final class TroubleScript {

    private static final int ROLL_BACK_EACH = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(100);

    private record Event(int after, Runnable work) {}

    private final Installation installation;
    private final Console console;
    private final int poisoned;
    private final List<Integer> fatal;
    private final List<Event> events = new ArrayList<>();
    private final Map<String, Integer> deaths = new LinkedHashMap<>();
    private final List<CompletableFuture<Void>> running = new ArrayList<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

    /** @param orders how many will be placed */
    TroubleScript(Installation installation, Console console, int orders) {
        this.installation = installation;
        this.console = console;
        // Even numbers go to the producer in mode prepare, odd ones to the one in mode local.
        this.poisoned = even(orders, 15);
        this.fatal = List.of(even(orders, 20), even(orders, 65), even(orders, 72) + 1);
        deaths.put(Stack.ORDER, 2);
        deaths.put(Stack.SECOND_ORDER, 1);
        dieAfterCommit(orders, 10, Stack.POINTS, installation.pointsUrl());
        dieAfterCommit(orders, 42, Stack.COUPON, installation.couponUrl());
        dieAfterCommit(orders, 25, Stack.WAREHOUSE, installation.warehouseUrl());
        installation.kills().forEach(kills -> kill(orders, kills));
    }

    /** What shall go wrong with one order, in the words of the order service. */
    String troubleOf(int number) {
        if (number == poisoned) {
            return "POISON";
        }
        if (fatal.contains(number)) {
            return "DIE_BEFORE_CONFIRM";
        }
        // Seven is no multiple of the pace, so that both producers have their share.
        return number % ROLL_BACK_EACH == 7 || number % (2 * ROLL_BACK_EACH) == 12 ? "ROLL_BACK" : "NONE";
    }

    String poisonedOrder() {
        return String.format(java.util.Locale.ROOT, "S-%06d", poisoned);
    }

    /** How often each process must have died. */
    Map<String, Integer> deaths() {
        return deaths;
    }

    /** Lets happen what is due after this many orders. */
    synchronized void reached(int placed) {
        for (var each = events.iterator(); each.hasNext(); ) {
            Event event = each.next();
            if (event.after() <= placed) {
                each.remove();
                running.add(CompletableFuture.runAsync(event.work()));
            }
        }
    }

    /** Whether all that was planned has happened. */
    synchronized boolean isOver() {
        return events.isEmpty() && running.stream().allMatch(CompletableFuture::isDone);
    }

    /** Waits until all that was due has happened. */
    void finish() {
        reached(Integer.MAX_VALUE);
        List<CompletableFuture<Void>> all;
        synchronized (this) {
            all = List.copyOf(running);
        }
        all.forEach(CompletableFuture::join);
    }

    private static int even(int orders, int percent) {
        return orders * percent / 100 / 2 * 2;
    }

    private void kill(int orders, Installation.Kills kills) {
        kills.parts().forEach(part -> deaths.merge(part, 1, Integer::sum));
        events.add(new Event(orders * kills.percent() / 100, () -> kills.parts().forEach(installation::kill)));
    }

    private void dieAfterCommit(int orders, int percent, String part, String url) {
        deaths.merge(part, 1, Integer::sum);
        events.add(new Event(orders * percent / 100, () -> {
            console.say("  " + part + " dies after its next commit, before the receipt");
            arm(URI.create(url + "/trouble"));
        }));
    }

    private void arm(URI trouble) {
        long limit = System.nanoTime() + PATIENCE.toNanos();
        while (!tryArm(trouble)) {
            if (System.nanoTime() > limit) {
                throw new IllegalStateException(trouble + " does not answer");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private boolean tryArm(URI trouble) {
        String settings = "{\"throwing\":0.05,\"slow\":0.05,\"slowMillis\":300,\"deaths\":1}";
        HttpRequest request = HttpRequest.newBuilder(trouble)
                .timeout(Duration.ofSeconds(2))
                .header("Authorization", "Bearer " + installation.controlSecret())
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(settings))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException down) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while trouble was being made", e);
        }
    }
}
