package io.reliablemessage.quickstart.smoke;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Opens some orders' red packets at both producers at the same time, as an impatient customer does, and compares the answers. */
final class RedPacketDriver {

    private static final int EACH = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient http;
    private final List<URI> producers;
    private final Tally tally;

    /** @param producers where orders are placed, two of them */
    RedPacketDriver(HttpClient http, List<URI> producers, Tally tally) {
        this.http = http;
        this.producers = producers;
        this.tally = tally;
    }

    /** Does so for every tenth order. An answer that is lost proves nothing; the books tell whether the amount was drawn once. */
    void openTwice(String orderNo) {
        if (Math.floorMod(orderNo.hashCode(), EACH) != 0) {
            return;
        }
        CompletableFuture<HttpResponse<String>> one = open(producers.get(0), orderNo);
        CompletableFuture<HttpResponse<String>> other = open(producers.get(1), orderNo);
        try {
            HttpResponse<String> first = one.join();
            HttpResponse<String> second = other.join();
            if (first.statusCode() == 200
                    && second.statusCode() == 200
                    && !Objects.equals(first.body(), second.body())) {
                tally.redPacketDiffered(orderNo);
            }
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof IOException)) {
                throw e;
            }
        }
    }

    private CompletableFuture<HttpResponse<String>> open(URI producer, String orderNo) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(producer + "/" + orderNo + "/red-packet"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }
}
