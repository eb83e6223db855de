package io.reliablemessage.service.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.service.Api;
import io.reliablemessage.service.ServiceTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.client.RestTestClient;

/** Another node is another copy of the catalog, which somebody asks all the time. */
@ServiceTest
class SubscriberCatalogTest {
    private final Api administrator;
    private final TopicCatalog topics;
    private final JdbcSubscribers table;
    private final JdbcClock clock;
    private String topic;
    private int topicId;
    private Api application;

    SubscriberCatalogTest(RestTestClient http, TopicCatalog topics, JdbcSubscribers table, JdbcClock clock) {
        administrator = Api.administrator(http);
        this.topics = topics;
        this.table = table;
        this.clock = clock;
    }

    @BeforeEach
    void register() {
        topic = administrator.topic("{}");
        topicId = topics.byName(topic).orElseThrow().id();
        application = administrator.application(Api.name("app"));
    }

    @RepeatedTest(10)
    void otherNodeKnowsASubscriptionAndItsEndOnceTheyAreAnswered() throws Exception {
        SubscriberCatalog other = new SubscriberCatalog(table);
        String group = Api.name("group");
        String path = "/v1/topics/" + topic + "/subscriptions/" + group;
        AtomicBoolean done = new AtomicBoolean();
        Thread asking = new Thread(() -> {
            while (!done.get()) {
                other.of(List.of(topicId));
            }
        });
        asking.start();
        try {
            application.put(path, null).expectStatus().isOk();
            assertThat(groups(other)).containsExactly(group);
            application.delete(path).expectStatus().isNoContent();
            assertThat(groups(other)).isEmpty();
        } finally {
            done.set(true);
            asking.join();
        }
    }

    @Test
    void clockGoesOnBetweenReadings() {
        SubscriberCatalog catalog = new SubscriberCatalog(table);
        Instant last = catalog.of(List.of(topicId)).now();
        Instant end = clock.now().plus(Duration.ofMillis(150));
        while (clock.now().isBefore(end)) {
            Instant now = catalog.of(List.of(topicId)).now();
            assertThat(now).isAfterOrEqualTo(last.minusMillis(2));
            assertThat(Duration.between(now, clock.now())).isBetween(Duration.ofMillis(-2), Duration.ofSeconds(2));
            last = now;
        }
    }

    private List<String> groups(SubscriberCatalog catalog) {
        return catalog.of(List.of(topicId)).of(topicId, null).stream()
                .map(Subscription::group)
                .toList();
    }
}
