package io.reliablemessage.quickstart.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.quickstart.crash.app.Stop;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;

/** Places orders with a running producer. */
final class OrderDesk {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String producer;

    OrderDesk(String producer) {
        this.producer = producer;
    }

    static String newOrderNo(String prefix) {
        return prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    /** Places an order, which is committed when this returns. */
    void place(String orderNo, Duration redeliverAfter) {
        assertThat(tryToPlace(orderNo, redeliverAfter)).as("committed").isTrue();
    }

    /** @return whether the producer says that it is committed; if not, it may be all the same */
    boolean tryToPlace(String orderNo, Duration redeliverAfter) {
        try {
            return HTTP.send(order(orderNo, Stop.NOWHERE, redeliverAfter), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException gone) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Begins to place an order whose transaction stands still for ever. */
    void placeUpTo(Stop stop, String orderNo) {
        HTTP.sendAsync(order(orderNo, stop, Duration.ofSeconds(1)), HttpResponse.BodyHandlers.discarding());
    }

    private HttpRequest order(String orderNo, Stop stop, Duration redeliverAfter) {
        URI uri = URI.create("%s/orders/%s?stop=%s&redeliverAfterMillis=%d"
                .formatted(producer, orderNo, stop, redeliverAfter.toMillis()));
        return HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
    }
}
