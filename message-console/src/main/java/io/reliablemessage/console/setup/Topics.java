package io.reliablemessage.console.setup;

import io.reliablemessage.console.service.Call;
import io.reliablemessage.console.service.ServiceClient;
import io.reliablemessage.protocol.SubscriptionRequest;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.SubscriptionDetails;
import io.reliablemessage.protocol.management.TopicDetails;
import io.reliablemessage.protocol.management.TopicRules;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;

/** The service's topics. */
@Component
public class Topics {
    private static final String ONE = "/v1/topics/{topic}";
    private static final String SUBSCRIPTION = ONE + "/subscriptions/{group}";

    private final ServiceClient service;

    Topics(ServiceClient service) {
        this.service = service;
    }

    /** By name. */
    public Page<TopicDetails> page(@Nullable String cursor) {
        return service.page(Call.to("/v1/topics").with("cursor", cursor), TopicDetails.class);
    }

    TopicDetails get(String name) {
        return service.get(Call.to(ONE, name), TopicDetails.class);
    }

    void put(String name, TopicRules rules) {
        service.send(HttpMethod.PUT, Call.to(ONE, name), rules);
    }

    /** Also those that ended; at most 62. */
    List<SubscriptionDetails> subscriptions(String name) {
        return service.page(Call.to(ONE + "/subscriptions", name), SubscriptionDetails.class)
                .items();
    }

    void subscribe(String topic, String group, SubscriptionRequest subscription) {
        service.send(HttpMethod.PUT, Call.to(SUBSCRIPTION, topic, group), subscription);
    }

    void endSubscription(String topic, String group) {
        service.send(HttpMethod.DELETE, Call.to(SUBSCRIPTION, topic, group), null);
    }
}
