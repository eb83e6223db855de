package io.reliablemessage.console.setup;

import io.reliablemessage.console.service.Call;
import io.reliablemessage.console.service.ServiceClient;
import io.reliablemessage.protocol.management.ApplicationDetails;
import io.reliablemessage.protocol.management.CheckAddressTrial;
import io.reliablemessage.protocol.management.IssuedToken;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.SubscriptionDetails;
import io.reliablemessage.protocol.management.TokenDetails;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;

/** The service's applications. */
@Component
class Applications {
    private static final String ONE = "/v1/applications/{application}";

    private final ServiceClient service;

    Applications(ServiceClient service) {
        this.service = service;
    }

    /** By name. */
    Page<ApplicationDetails> page(@Nullable String cursor) {
        return service.page(Call.to("/v1/applications").with("cursor", cursor), ApplicationDetails.class);
    }

    ApplicationDetails get(String name) {
        return service.get(Call.to(ONE, name), ApplicationDetails.class);
    }

    void put(String name, Change change) {
        service.send(HttpMethod.PUT, Call.to(ONE, name), change);
    }

    /** Newest first; at most 200. */
    List<TokenDetails> tokens(String name) {
        return service.page(Call.to(ONE + "/tokens", name), TokenDetails.class).items();
    }

    IssuedToken issueToken(String name, @Nullable String label, Duration overlap) {
        return service.send(
                HttpMethod.POST, Call.to(ONE + "/tokens", name), new TokenRequest(label, overlap), IssuedToken.class);
    }

    void revokeToken(String name, int id) {
        service.send(HttpMethod.DELETE, Call.to(ONE + "/tokens/{id}", name, id), null);
    }

    /** What its groups are subscribed to, also what they no longer are; at most 200. */
    List<SubscriptionDetails> subscriptions(String name) {
        return service.page(Call.to(ONE + "/subscriptions", name), SubscriptionDetails.class)
                .items();
    }

    CheckAddressTrial tryCheckAddress(String name) {
        return service.send(HttpMethod.POST, Call.to(ONE + "/check-address/try", name), null, CheckAddressTrial.class);
    }

    record Change(@Nullable String description, @Nullable String checkUrl) {}

    private record TokenRequest(@Nullable String label, Duration overlap) {}
}
