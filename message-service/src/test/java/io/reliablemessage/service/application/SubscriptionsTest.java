package io.reliablemessage.service.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.service.Api;
import io.reliablemessage.service.ServiceTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.client.RestTestClient;

@ServiceTest
class SubscriptionsTest {
    private final Api administrator;
    private final TopicCatalog topics;
    private String topic;
    private String owner;
    private Api application;

    SubscriptionsTest(RestTestClient http, TopicCatalog topics) {
        administrator = Api.administrator(http);
        this.topics = topics;
    }

    @BeforeEach
    void register() {
        topic = administrator.topic("{}");
        owner = Api.name("app");
        application = administrator.application(owner);
    }

    @Test
    void subscriptionIsSeenAsSoonAsItIsAnswered() {
        String group = Api.name("group");
        int id = topics.byName(topic).orElseThrow().id();
        assertThat(topics.subscription(id, group)).isEmpty();
        application
                .put(path(topic, group), "{\"tags\":\"paid || shipped\"}")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.application")
                .isEqualTo(owner)
                .jsonPath("$.tags")
                .isEqualTo("paid||shipped")
                .jsonPath("$.position")
                .isEqualTo(0);
        Subscription seen = topics.subscription(id, group).orElseThrow();
        assertThat(seen.selects("paid")).isTrue();
        assertThat(seen.selects("open")).isFalse();
        assertThat(seen.selects(null)).isFalse();
        assertThat(topics.bySubscription(id, 0)).isEqualTo(seen);
    }

    @Test
    void changeOfTheSelectionIsSaidInTheAnswer() {
        String group = Api.name("group");
        application
                .put(path(topic, group), "{\"tags\":\"a\"}")
                .expectBody()
                .jsonPath("$.replacedTags")
                .doesNotExist();
        application
                .put(path(topic, group), "{\"tags\":\"a\"}")
                .expectBody()
                .jsonPath("$.replacedTags")
                .doesNotExist();
        application
                .put(path(topic, group), null)
                .expectBody()
                .jsonPath("$.replacedTags")
                .isEqualTo("a");
        application
                .put(path(topic, group), "{\"tags\":\"b\"}")
                .expectBody()
                .jsonPath("$.replacedTags")
                .isEqualTo("*");
        application.delete(path(topic, group)).expectStatus().isNoContent();
        application
                .put(path(topic, group), "{\"tags\":\"c\"}")
                .expectBody()
                .jsonPath("$.replacedTags")
                .doesNotExist();
    }

    @Test
    void subscribingTwiceChangesTheTagsOnly() {
        String group = Api.name("group");
        application.put(path(topic, group), "{\"tags\":\"a\"}").expectStatus().isOk();
        application
                .put(path(topic, group), "{\"tags\":\"*\"}")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.tags")
                .doesNotExist()
                .jsonPath("$.position")
                .isEqualTo(0);
    }

    @Test
    void endedGroupComesBackAtItsOldPosition() {
        String first = Api.name("group");
        String second = Api.name("group");
        application.put(path(topic, first), null).expectStatus().isOk();
        application.delete(path(topic, first)).expectStatus().isNoContent();
        application.delete(path(topic, first)).expectStatus().isNoContent();
        int id = topics.byName(topic).orElseThrow().id();
        assertThat(topics.subscription(id, first)).isEmpty();
        assertThat(topics.bySubscription(id, 0).active()).isFalse();
        application.get(path(topic, first)).expectBody().jsonPath("$.endedAt").exists();

        application
                .put(path(topic, second), null)
                .expectBody()
                .jsonPath("$.position")
                .isEqualTo(1);
        application
                .put(path(topic, first), null)
                .expectBody()
                .jsonPath("$.position")
                .isEqualTo(0)
                .jsonPath("$.endedAt")
                .doesNotExist();
    }

    @Test
    void groupBelongsToWhoSubscribedItFirstOnWhateverTopic() {
        String group = Api.name("group");
        application.put(path(topic, group), null).expectStatus().isOk();
        Api other = administrator.application(Api.name("app"));
        String otherTopic = administrator.topic("{}");
        other.put(path(otherTopic, group), null)
                .expectStatus()
                .isForbidden()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo("group");
        other.put(path(topic, group), null).expectStatus().isForbidden();
        other.get(path(topic, group)).expectStatus().isNotFound();
        other.delete(path(topic, group)).expectStatus().isNotFound();
        other.get("/v1/topics/" + topic + "/subscriptions")
                .expectBody()
                .jsonPath("$.items.length()")
                .isEqualTo(0);
        application.put(path(otherTopic, group), null).expectStatus().isOk();
    }

    @Test
    void applicationsSubscriptionsAreSeenAcrossTopics() {
        String second = administrator.topic("{}");
        application.put(path(topic, "mine-" + owner), "{}").expectStatus().isOk();
        application.put(path(second, "mine-" + owner), "{}").expectStatus().isOk();
        administrator
                .application(Api.name("other"))
                .put(path(topic, Api.name("theirs")), "{}")
                .expectStatus()
                .isOk();

        administrator
                .get("/v1/applications/" + owner + "/subscriptions")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.items[*].topic")
                .isEqualTo(List.of(second, topic))
                .jsonPath("$.items[0].application")
                .isEqualTo(owner);
        administrator
                .get("/v1/applications/nobody/subscriptions")
                .expectStatus()
                .isNotFound();
    }

    @Test
    void administratorNamesTheOwner() {
        String group = Api.name("group");
        administrator
                .put(path(topic, group), "{}")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo("application");
        administrator
                .put(path(topic, group), "{\"application\":\"nobody\"}")
                .expectStatus()
                .isNotFound();
        administrator
                .put(path(topic, group), Api.body("application", owner))
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.application")
                .isEqualTo(owner);
        administrator.put(path(topic, group), "{\"tags\":\"a\"}").expectStatus().isOk();
        String other = Api.name("app");
        administrator.application(other);
        administrator
                .put(path(topic, group), Api.body("application", other))
                .expectStatus()
                .isForbidden();
        application
                .put(path(topic, group), Api.body("application", other))
                .expectStatus()
                .isForbidden();
        administrator
                .get("/v1/topics/" + topic + "/subscriptions")
                .expectBody()
                .jsonPath("$.items.length()")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-points", "poi.nts", "DEFAULT_CONSUMER", "CID_RMQ_SYS_x"})
    void refusesGroupNamesThatTheBrokerCouldNotHave(String group) {
        application
                .put(path(topic, group), null)
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo("group");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a||", "a b", "a|b", "ä"})
    void refusesTags(String tags) {
        application
                .put(path(topic, Api.name("group")), Api.body("tags", tags))
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo("tags");
    }

    @Test
    void unknownTopicIsNotFound() {
        application
                .put(path("nothing", "points"), null)
                .expectStatus()
                .isNotFound()
                .expectBody()
                .jsonPath("$.id")
                .isEqualTo("nothing");
        application.get(path(topic, "nobody")).expectStatus().isNotFound();
    }

    @Test
    void topicTakes62GroupsEver() {
        for (int i = 0; i < 62; i++) {
            application.put(path(topic, Api.name("group")), null).expectStatus().isOk();
        }
        application
                .put(path(topic, Api.name("group")), null)
                .expectStatus()
                .isEqualTo(HttpStatus.CONFLICT)
                .expectBody()
                .jsonPath("$.limit")
                .isEqualTo(62);
    }

    @Test
    void groupsThatSubscribeAtOnceGetPositionsOfTheirOwn() throws Exception {
        List<String> groups =
                IntStream.range(0, 8).mapToObj(i -> Api.name("group")).toList();
        List<Integer> statuses = atOnce(groups.size(), i -> status(application, path(topic, groups.get(i))));
        assertThat(statuses).containsOnly(200);
        int id = topics.byName(topic).orElseThrow().id();
        assertThat(groups.stream()
                        .map(group ->
                                topics.subscription(id, group).orElseThrow().position()))
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void oneGroupSubscribedManyTimesAtOnceHasOnePosition() throws Exception {
        String group = Api.name("group");
        assertThat(atOnce(8, i -> status(application, path(topic, group)))).containsOnly(200);
        administrator
                .get("/v1/topics/" + topic + "/subscriptions")
                .expectBody()
                .jsonPath("$.items.length()")
                .isEqualTo(1);
    }

    @Test
    void ofApplicationsThatClaimOneGroupAtOnceOnDifferentTopicsOneWins() throws Exception {
        String group = Api.name("group");
        List<Api> claimants = new ArrayList<>();
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            claimants.add(administrator.application(Api.name("app")));
            paths.add(path(administrator.topic("{}"), group));
        }
        List<Integer> statuses = atOnce(8, i -> status(claimants.get(i), paths.get(i)));
        assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 403);
    }

    private interface Call {
        int status(int number);
    }

    private static List<Integer> atOnce(int count, Call call) throws Exception {
        CyclicBarrier start = new CyclicBarrier(count);
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<Integer>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                running.add(threads.submit(() -> {
                    start.await();
                    return call.status(number);
                }));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> each : running) {
                statuses.add(each.get());
            }
            return statuses;
        } finally {
            threads.shutdownNow();
        }
    }

    private static int status(Api caller, String path) {
        return caller.exchange(HttpMethod.PUT, path, null)
                .returnResult(String.class)
                .getStatus()
                .value();
    }

    private static String path(String topic, String group) {
        return "/v1/topics/" + topic + "/subscriptions/" + group;
    }
}
