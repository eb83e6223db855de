package io.reliablemessage.quickstart.smoke;

import io.reliablemessage.quickstart.launcher.Console;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Places orders at both producers, concurrently and at a steady pace, so that they flow while the trouble happens. */
final class OrderDriver {

    private static final int WORKERS_PER_PRODUCER = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration OUTAGE_LIMIT = Duration.ofMinutes(3);

    private final Duration shortestRun;
    private final List<URI> producers;
    private final TroubleScript script;
    private final Tally tally;
    private final RedPacketDriver redPackets;
    private final Console console;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    OrderDriver(Installation installation, TroubleScript script, Tally tally, Console console) {
        this.producers = List.of(
                URI.create(installation.orderUrl() + "/orders"), URI.create(installation.secondOrderUrl() + "/orders"));
        this.shortestRun = installation.shortestRun();
        this.script = script;
        this.tally = tally;
        this.redPackets = new RedPacketDriver(http, producers, tally);
        this.console = console;
    }

    /** Places this many orders, and more until the script is over; returns when each has been answered or its answer is lost. */
    void place(int count) {
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS_PER_PRODUCER * producers.size());
        long began = System.nanoTime();
        long pace = shortestRun.toNanos() / count;
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int producer = 0; producer < producers.size(); producer++) {
            URI address = producers.get(producer);
            AtomicInteger next = new AtomicInteger(producer);
            for (int worker = 0; worker < WORKERS_PER_PRODUCER; worker++) {
                all.add(CompletableFuture.runAsync(
                        () -> {
                            for (int i = next.getAndAdd(2); i < count || !script.isOver(); i = next.getAndAdd(2)) {
                                LockSupport.parkNanos(began + i * pace - System.nanoTime());
                                if (!place(address, i)) {
                                    awaitReady(address);
                                }
                                script.reached(tally.placed());
                                sayEveryTenth(count);
                            }
                        },
                        workers));
            }
        }
        try {
            all.forEach(CompletableFuture::join);
        } finally {
            workers.shutdownNow();
        }
    }

    /** Returns whether there was an answer. */
    private boolean place(URI producer, int number) {
        String orderNo = String.format(Locale.ROOT, "S-%06d", number);
        String body = String.format(
                Locale.ROOT,
                "{\"orderNo\":\"%s\",\"amountCents\":%d,\"trouble\":\"%s\"}",
                orderNo,
                1_000 + number,
                script.troubleOf(number));
        HttpRequest request = HttpRequest.newBuilder(producer)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        long limit = System.nanoTime() + OUTAGE_LIMIT.toNanos();
        while (!send(request, orderNo)) {
            if (System.nanoTime() > limit) {
                throw new IllegalStateException(producer + " takes no orders any more; see its log");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return !tally.unanswered().contains(orderNo);
    }

    /** Where a proxy takes connections for a producer that is still starting, each order would be lost without an answer. */
    private void awaitReady(URI producer) {
        HttpRequest request = HttpRequest.newBuilder(producer.resolve("/ready"))
                .timeout(PATIENCE)
                .build();
        long limit = System.nanoTime() + OUTAGE_LIMIT.toNanos();
        while (System.nanoTime() < limit) {
            try {
                if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 204) {
                    return;
                }
            } catch (IOException down) {
                // Asked again until the limit.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while orders were being placed", e);
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /** Returns false when the order has not reached the producer for sure, so that it can be placed again. */
    private boolean send(HttpRequest request, String orderNo) {
        try {
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            switch (status) {
                case 201 -> {
                    tally.committed(orderNo);
                    redPackets.openTwice(orderNo);
                }
                case 422 -> tally.rolledBack(orderNo);
                default -> {
                    console.say("  order " + orderNo + " was answered with " + status + "; the books will tell");
                    tally.unanswered(orderNo);
                }
            }
            return true;
        } catch (ConnectException | HttpConnectTimeoutException down) {
            return false;
        } catch (IOException lost) {
            tally.unanswered(orderNo);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while orders were being placed", e);
        }
    }

    private void sayEveryTenth(int count) {
        int placed = tally.placed();
        if (placed <= count && placed % Math.max(1, count / 10) == 0) {
            console.say("  " + placed + " of " + count + " orders placed");
        }
    }
}
