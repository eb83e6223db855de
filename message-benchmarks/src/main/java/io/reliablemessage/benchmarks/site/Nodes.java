package io.reliablemessage.benchmarks.site;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The nodes of message-service that work on one schema. */
public final class Nodes {
    private final Jvm jvm;
    private final Path jar;
    private final DatabaseServer database;
    private final String schema;
    private final Supplier<String> nameServer;
    private final List<ServiceNode> running = new ArrayList<>();

    /** @param nameServer the broker's, which is started when it is first asked for */
    Nodes(Jvm jvm, Path jar, DatabaseServer database, String schema, Supplier<String> nameServer) {
        this.jvm = jvm;
        this.jar = jar;
        this.database = database;
        this.schema = schema;
        this.nameServer = nameServer;
    }

    /** The first node; if none runs, one with its defaults is started on an empty schema. */
    public ServiceNode first() {
        if (running.isEmpty()) {
            empty();
            add(List.of());
        }
        return running.get(0);
    }

    /** Makes the schema anew, without tables; no node may run. */
    public void empty() {
        if (!running.isEmpty()) {
            throw new IllegalStateException("Nodes still work on " + schema);
        }
        try {
            database.recreate(schema);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot create " + schema, e);
        }
    }

    /**
     * Starts one more node on the schema as it is, and returns when it is ready.
     *
     * @param settings of the node, such as {@code reliable-message.outbox.writers=2}
     */
    public ServiceNode add(List<String> settings) {
        ServiceNode node = start(running.size() + 1, settings);
        running.add(node);
        return node;
    }

    /** Starts several more nodes at once. */
    public void add(int nodes, List<String> settings) {
        int before = running.size();
        List<CompletableFuture<ServiceNode>> starting = IntStream.rangeClosed(1, nodes)
                .mapToObj(each -> CompletableFuture.supplyAsync(() -> start(before + each, settings)))
                .toList();
        starting.forEach(node -> running.add(node.join()));
    }

    /** As {@link #add(List)}, with {@link AbsorbingBroker} in place of RocketMQ: what the service and the database can do without one. */
    public ServiceNode addWithoutBroker(List<String> settings) {
        return addWith(AbsorbingBroker.class, settings);
    }

    /** As {@link #add(List)}, without RocketMQ; the configuration brings another broker, and what else it likes. */
    public ServiceNode addWith(Class<?> configuration, List<String> settings) {
        ServiceNode node =
                ServiceNode.startWith(configuration, jvm, jar, name(running.size() + 1), where(""), settings);
        running.add(node);
        return node;
    }

    private ServiceNode start(int number, List<String> settings) {
        return ServiceNode.start(jvm, jar, name(number), where(nameServer.get()), settings);
    }

    private static String name(int number) {
        return "message-service-" + number;
    }

    private ServiceNode.Where where(String broker) {
        return new ServiceNode.Where(database.jdbcUrl(schema), database.user(), database.password(), broker);
    }

    public List<ServiceNode> running() {
        return List.copyOf(running);
    }

    /** What administrators do, at the first node. */
    public Administration administration() {
        return new Administration(first().url());
    }

    /** Ends all nodes in order; the schema stays. */
    public void stop() {
        running.stream()
                .map(node -> CompletableFuture.runAsync(node::close))
                .toList()
                .forEach(CompletableFuture::join);
        running.clear();
    }
}
