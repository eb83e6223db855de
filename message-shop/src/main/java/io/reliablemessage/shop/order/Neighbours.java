package io.reliablemessage.shop.order;

import io.reliablemessage.client.ReliableMessageProperties;
import io.reliablemessage.shop.trouble.ControlProperties;
import io.reliablemessage.shop.trouble.TroubleSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Asks message-service, the consumers and the launcher for the page; whoever does not answer at once is left out. */
@Component
class Neighbours {

    /** A message as message-service lists it; what else it says is not read here. */
    record ListedMessage(UUID id, String state) {}

    private record Listing(List<ListedMessage> items) {}

    /** One of the processes, as the launcher tells. */
    record PartStatus(String name, String state, long pid, int starts) {}

    private static final int LISTED = 200;

    private final RestClient service;
    private final RestClient points;
    private final RestClient coupon;
    private final RestClient warehouse;
    private final @Nullable RestClient launcher;

    Neighbours(ReliableMessageProperties messages, NeighbourProperties neighbours, ControlProperties control) {
        service = client(Objects.requireNonNull(messages.serviceUrl()), "Bearer " + messages.token());
        points = client(neighbours.pointsUrl(), control.authorization());
        coupon = client(neighbours.couponUrl(), control.authorization());
        warehouse = client(neighbours.warehouseUrl(), control.authorization());
        URI launcherUrl = neighbours.launcherUrl();
        launcher = launcherUrl == null ? null : client(launcherUrl, control.authorization());
    }

    /** The states of the latest messages by their ids; empty when the service does not answer. */
    Optional<Map<UUID, String>> messageStates() {
        return answer(() -> {
            Listing listing = service.get()
                    .uri("/v1/messages?application={application}&limit={limit}", "order-service", LISTED)
                    .retrieve()
                    .body(Listing.class);
            Map<UUID, String> states = new HashMap<>();
            Objects.requireNonNull(listing).items().forEach(message -> states.put(message.id(), message.state()));
            return states;
        });
    }

    /** One message with all that the service tells its producer, as JSON. */
    Optional<String> message(UUID id) {
        return answer(
                () -> service.get().uri("/v1/messages/{id}", id).retrieve().body(String.class));
    }

    Optional<Map<String, Integer>> points(List<String> orderNos) {
        return effects(points, orderNos);
    }

    Optional<Map<String, Integer>> coupons(List<String> orderNos) {
        return effects(coupon, orderNos);
    }

    Optional<TroubleSettings> trouble(String consumer) {
        return answer(() -> consumer(consumer).get().uri("/trouble").retrieve().body(TroubleSettings.class));
    }

    /** @throws RestClientException when the consumer does not answer */
    void trouble(String consumer, TroubleSettings wanted) {
        consumer(consumer)
                .put()
                .uri("/trouble")
                .contentType(MediaType.APPLICATION_JSON)
                .body(wanted)
                .retrieve()
                .toBodilessEntity();
    }

    Optional<List<PartStatus>> parts() {
        RestClient known = launcher;
        return known == null
                ? Optional.empty()
                : answer(() -> known.get()
                        .uri("/parts")
                        .retrieve()
                        .body(new ParameterizedTypeReference<List<PartStatus>>() {}));
    }

    /**
     * @throws RestClientException when the launcher refuses or does not answer
     * @throws IllegalArgumentException when there is no launcher
     */
    void act(String part, String action) {
        RestClient known = launcher;
        if (known == null) {
            throw new IllegalArgumentException("part: no launcher looks after the processes here");
        }
        known.post().uri("/parts/{part}/{action}", part, action).retrieve().toBodilessEntity();
    }

    private RestClient consumer(String name) {
        return switch (name) {
            case "points-service" -> points;
            case "coupon-service" -> coupon;
            case "warehouse-service" -> warehouse;
            default ->
                throw new IllegalArgumentException(
                        "consumer must be points-service, coupon-service or warehouse-service");
        };
    }

    private static Optional<Map<String, Integer>> effects(RestClient consumer, List<String> orderNos) {
        return answer(() -> consumer.post()
                .uri("/effects")
                .contentType(MediaType.APPLICATION_JSON)
                .body(orderNos)
                .retrieve()
                .body(new ParameterizedTypeReference<Map<String, Integer>>() {}));
    }

    private interface Call<T> {
        @Nullable
        T make();
    }

    private static <T> Optional<T> answer(Call<T> call) {
        try {
            return Optional.ofNullable(call.make());
        } catch (RestClientException unknownForNow) {
            return Optional.empty();
        }
    }

    private static RestClient client(URI address, String authorization) {
        JdkClientHttpRequestFactory http = new JdkClientHttpRequestFactory(
                HttpClient.newBuilder().connectTimeout(Duration.ofMillis(500)).build());
        http.setReadTimeout(Duration.ofSeconds(2));
        return RestClient.builder()
                .baseUrl(address)
                .requestFactory(http)
                .defaultHeader(HttpHeaders.AUTHORIZATION, authorization)
                .build();
    }
}
