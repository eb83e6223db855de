package io.reliablemessage.benchmarks.site;

import io.reliablemessage.benchmarks.business.Surroundings;
import io.reliablemessage.benchmarks.measure.DatabaseCounters;
import io.reliablemessage.benchmarks.measure.Usage;
import io.reliablemessage.benchmarks.subject.SubjectKind;
import io.reliablemessage.embedded.EmbeddedRocketMq;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** Everything that the suites run on. Parts are started when they are first asked for and shared by the suites that follow. */
public final class Site implements Usage.Site, AutoCloseable {
    /** The schema of message-service. */
    public static final String SERVICE_DATABASE = "bench_service";

    private static final List<String> BROKER_JVM =
            List.of("-XX:TieredStopAtLevel=4", "-Xms512m", "-Xmx512m", "-XX:MaxDirectMemorySize=512m");

    private static final String TRANSACTIONAL = "rocketmq-transactional";

    private final Path folder;
    private final Path serviceJar;
    private final Jvm jvm;
    private final DatabaseServer database;
    private final List<ServiceNode> nodes = new ArrayList<>();
    private final Map<SubjectKind, SubjectClient> subjects = new LinkedHashMap<>();
    private @Nullable EmbeddedRocketMq broker;
    private @Nullable EmbeddedRocketMq transactionalBroker;
    private @Nullable SubjectClient current;
    private int topics;

    private Site(Path folder, Path serviceJar, DatabaseServer database) {
        this.folder = folder;
        this.serviceJar = serviceJar;
        this.database = database;
        this.jvm = new Jvm(folder);
    }

    /**
     * @param folder for data and logs
     * @param home of the project, built
     * @param jdbcUrl a database server to use; empty for an embedded one
     * @param databaseSettings of an embedded one
     */
    public static Site open(Path folder, Path home, String jdbcUrl, List<String> databaseSettings) {
        Path jar = serviceJar(home);
        DatabaseServer database = jdbcUrl.isEmpty()
                ? DatabaseServer.embedded(folder.resolve("mariadb"), databaseSettings)
                : DatabaseServer.at(jdbcUrl);
        return new Site(folder, jar, database);
    }

    public DatabaseServer database() {
        return database;
    }

    /** Where data and logs are. */
    public Path folder() {
        return folder;
    }

    public EmbeddedRocketMq broker() {
        if (broker == null) {
            broker = startBroker("rocketmq", false);
        }
        return broker;
    }

    /** One for this round only, on an empty folder, so that the core that it burns is nobody else's and nothing is left to check back. */
    private EmbeddedRocketMq transactionalBroker() {
        if (transactionalBroker == null) {
            deleteTransactional();
            transactionalBroker = startBroker(TRANSACTIONAL, true);
        }
        return transactionalBroker;
    }

    private void endTransactionalBroker() {
        if (transactionalBroker != null) {
            transactionalBroker.close();
            transactionalBroker = null;
            deleteTransactional();
        }
    }

    private void deleteTransactional() {
        try {
            FileSystemUtils.deleteRecursively(folder.resolve(TRANSACTIONAL));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete what the broker has left", e);
        }
    }

    private EmbeddedRocketMq startBroker(String name, boolean transactions) {
        return EmbeddedRocketMq.start(
                folder.resolve(name),
                0,
                0,
                new EmbeddedRocketMq.Settings(EmbeddedRocketMq.DiskFlush.ASYNC, transactions, BROKER_JVM));
    }

    /** The first node of message-service, with its defaults, on a schema that is empty when it first starts. */
    public ServiceNode service() {
        if (nodes.isEmpty()) {
            try {
                database.recreate(SERVICE_DATABASE);
            } catch (SQLException e) {
                throw new IllegalStateException("Cannot create " + SERVICE_DATABASE, e);
            }
            addService(List.of());
        }
        return nodes.get(0);
    }

    /** Starts one more node on the schema as it is. */
    public ServiceNode addService(List<String> settings) {
        ServiceNode node = ServiceNode.start(
                jvm,
                serviceJar,
                "message-service-" + (nodes.size() + 1),
                new ServiceNode.Where(
                        database.jdbcUrl(SERVICE_DATABASE),
                        database.user(),
                        database.password(),
                        broker().nameServer()),
                settings);
        nodes.add(node);
        return node;
    }

    public List<ServiceNode> services() {
        return List.copyOf(nodes);
    }

    /** Ends all nodes; the schema stays. */
    public void stopServices() {
        nodes.forEach(ServiceNode::close);
        nodes.clear();
    }

    public Administration administration() {
        return new Administration(service().url());
    }

    /**
     * Opens a subject on a database and topic of its own, both new, and makes it the one whose process counts as the application.
     *
     * @param payloadBytes of each message
     */
    public SubjectClient open(SubjectKind kind, int poolSize, int payloadBytes) {
        SubjectClient subject = subjects.computeIfAbsent(kind, each -> new SubjectClient(jvm, each));
        topics++;
        String topic = "bench-" + kind.id().replace('_', '-') + "-" + topics;
        String schema = "bench_" + kind.id();
        try {
            database.recreate(schema);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot create " + schema, e);
        }
        String service = "";
        String token = "";
        if (kind.family() == SubjectKind.Family.OURS) {
            service = service().url();
            Administration administration = administration();
            token = administration.application(
                    Surroundings.APPLICATION, "http://127.0.0.1:9/reliable-message/check-back");
            administration.topicThatEndsAtBroker(topic);
        }
        subject.open(new Surroundings(
                database.jdbcUrl(schema),
                database.user(),
                database.password(),
                (kind.sendsTransactional() ? transactionalBroker() : broker()).nameServer(),
                topic,
                poolSize,
                payloadBytes,
                service,
                token));
        current = subject;
        return subject;
    }

    /** Ends what the subject does; its process waits for the next round, a broker of its own ends. */
    public void rest(SubjectClient subject) {
        subject.rest();
        if (subject.kind().sendsTransactional()) {
            endTransactionalBroker();
        }
    }

    /** Of the brokers, the one that the current subject sends to. */
    @Override
    public Map<String, ProcessHandle> processes() {
        Map<String, ProcessHandle> processes = new LinkedHashMap<>();
        if (current != null) {
            processes.put("application", current.process());
        }
        nodes.forEach(node -> processes.put(node.name(), node.process()));
        try {
            Optional<ProcessHandle> server = database.process();
            server.ifPresent(process -> processes.put("database", process));
            ProcessHandle.of((transactionalBroker == null ? broker() : transactionalBroker).pid())
                    .ifPresent(process -> processes.put("broker", process));
        } catch (SQLException e) {
            throw new IllegalStateException("The database does not answer", e);
        }
        return processes;
    }

    @Override
    public DatabaseCounters counters() throws SQLException {
        return database.counters();
    }

    private static Path serviceJar(Path home) {
        Path target = home.resolve("message-service").resolve("target");
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "message-service-*-exec.jar")) {
            for (Path jar : jars) {
                return jar;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("message-service is not built", e);
        }
        throw new IllegalStateException(
                "message-service's jar is missing in " + target + "; run bin/bench, which builds it");
    }

    @Override
    public void close() {
        subjects.values().forEach(SubjectClient::close);
        stopServices();
        endTransactionalBroker();
        if (broker != null) {
            broker.close();
        }
        database.close();
    }
}
