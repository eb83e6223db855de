package io.reliablemessage.console.webhook;

import io.reliablemessage.console.service.Call;
import io.reliablemessage.console.service.ServiceClient;
import io.reliablemessage.protocol.management.WebhookDetails;
import io.reliablemessage.protocol.management.WebhookRules;
import io.reliablemessage.protocol.management.WebhookTrial;
import java.util.List;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;

/** The service's webhooks. */
@Component
public class Webhooks {
    private static final String ALL = "/v1/webhooks";
    private static final String ONE = ALL + "/{name}";

    private final ServiceClient service;

    Webhooks(ServiceClient service) {
        this.service = service;
    }

    /** By name. */
    public List<WebhookDetails> all() {
        return service.list(Call.to(ALL), WebhookDetails.class);
    }

    WebhookDetails get(String name) {
        return service.get(Call.to(ONE, name), WebhookDetails.class);
    }

    void put(String name, WebhookRules rules) {
        service.send(HttpMethod.PUT, Call.to(ONE, name), rules);
    }

    void remove(String name) {
        service.send(HttpMethod.DELETE, Call.to(ONE, name), null);
    }

    /** Sends a message that says that it is a trial. */
    WebhookTrial tryOut(String name) {
        return service.send(HttpMethod.POST, Call.to(ONE + "/trial", name), null, WebhookTrial.class);
    }
}
