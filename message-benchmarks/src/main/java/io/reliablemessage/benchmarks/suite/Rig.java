package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.backlog.Backlog;
import io.reliablemessage.benchmarks.backlog.Kind;
import io.reliablemessage.benchmarks.backlog.Rows;
import io.reliablemessage.benchmarks.site.Administration;
import io.reliablemessage.benchmarks.site.Nodes;
import io.reliablemessage.benchmarks.site.ServiceNode;
import io.reliablemessage.client.internal.HttpMessageService;
import io.reliablemessage.client.internal.MessageService;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** message-service alone: a schema of its own, a first node, and one application that produces and consumes on two topics. */
final class Rig implements AutoCloseable {
    static final String SCHEMA = "bench_backlog";
    static final String APPLICATION = "bench";
    static final String GROUP = "bench-group";

    /** Where the backlog's messages go; nobody receives them. */
    static final String TOPIC = "bench-backlog";

    /** Where a suite's own new messages go. */
    static final String NEW_TOPIC = "bench-new";

    private static final Duration TURNS_LIMIT = Duration.ofSeconds(90);

    private final Bench bench;
    private final Nodes nodes;
    private final Backlog backlog;
    private final String token;

    /** What nodes publish to. */
    enum Broker {
        ROCKETMQ,
        /** Nothing: see {@link io.reliablemessage.benchmarks.site.AbsorbingBroker}. */
        ABSORBING
    }

    /**
     * How the first node is started.
     *
     * @param checkUrl where the application answers check-backs
     */
    record Plan(Broker broker, String checkUrl, List<String> settings) {
        static final Plan USUAL =
                new Plan(Broker.ROCKETMQ, "http://127.0.0.1:9/reliable-message/check-back", List.of());

        Plan with(String... more) {
            return new Plan(broker, checkUrl, List.of(more));
        }

        Plan on(Broker other) {
            return new Plan(other, checkUrl, settings);
        }

        Plan askedAt(String url) {
            return new Plan(broker, url, settings);
        }
    }

    private Rig(Bench bench, Nodes nodes, String token) {
        this.bench = bench;
        this.nodes = nodes;
        this.token = token;
        this.backlog = new Backlog(() -> bench.site().database().connect(SCHEMA));
    }

    /** Starts a node on an empty schema with a partition for each day that is kept. */
    static Rig open(Bench bench, Plan plan) {
        bench.site().stopServices();
        Nodes nodes = bench.site().nodes(SCHEMA);
        nodes.empty();
        start(nodes, plan);
        Administration administration = nodes.administration();
        String token = administration.application(APPLICATION, plan.checkUrl());
        for (String topic : List.of(TOPIC, NEW_TOPIC)) {
            administration.topic(topic, List.of("PT1H"), 16);
            administration.subscription(topic, GROUP, APPLICATION);
        }
        Rig rig = new Rig(bench, nodes, token);
        rig.backlog.openDays();
        return rig;
    }

    private static void start(Nodes nodes, Plan plan) {
        if (plan.broker() == Broker.ROCKETMQ) {
            nodes.add(plan.settings());
        } else {
            nodes.addWithoutBroker(plan.settings());
        }
    }

    /** Ends all nodes and starts one on the schema as it is. */
    ServiceNode restart(Plan plan) {
        nodes.stop();
        start(nodes, plan);
        return nodes.first();
    }

    Nodes nodes() {
        return nodes;
    }

    Backlog backlog() {
        return backlog;
    }

    String token() {
        return token;
    }

    /** Rows of {@link #TOPIC} as an application of the usual kind makes them. */
    static Rows rows(Kind kind) {
        return new Rows(kind, TOPIC, APPLICATION, 512, true);
    }

    /** The application's way to a node. */
    MessageService service() {
        return new HttpMessageService(URI.create(nodes.first().url()), token, Duration.ofSeconds(30));
    }

    /** Waits until every turn is taken and no node has more than its share. */
    void awaitTurns() {
        Administration administration = nodes.administration();
        int count = nodes.running().size();
        Await.until("the duties are shared by " + count + " nodes", TURNS_LIMIT, () -> {
            Map<String, Integer> turns = administration.turns();
            int all = turns.values().stream().mapToInt(Integer::intValue).sum();
            int share = (all + count - 1) / count;
            return !turns.containsKey("")
                    && turns.size() == count
                    && turns.values().stream().allMatch(each -> each <= share + 1);
        });
    }

    /** Deliveries that the broker has taken from all nodes since they started. */
    long published() {
        return (long) nodes.running().stream().mapToDouble(Rig::published).sum();
    }

    static double published(ServiceNode node) {
        return node.metric("reliable_message_published_total{result=\"sent\"}");
    }

    Bench bench() {
        return bench;
    }

    @Override
    public void close() {
        nodes.stop();
        nodes.empty();
    }
}
