package io.reliablemessage.benchmarks.site;

import io.reliablemessage.benchmarks.business.Surroundings;
import io.reliablemessage.benchmarks.measure.DatabaseCounters;
import io.reliablemessage.benchmarks.measure.Usage;
import io.reliablemessage.benchmarks.subject.SubjectKind;
import io.reliablemessage.embedded.EmbeddedRocketMq;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
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

    private static final String BROKER = "rocketmq";
    private static final String TRANSACTIONAL = "rocketmq-transactional";

    private final Path folder;
    private final ServiceJar serviceJar;
    private final Jvm jvm;
    private final DatabaseServer database;
    private final Map<String, Nodes> nodes = new LinkedHashMap<>();
    private final Map<SubjectKind, SubjectClient> subjects = new LinkedHashMap<>();
    private final Map<String, String> tokens = new HashMap<>();
    private @Nullable EmbeddedRocketMq broker;
    private @Nullable EmbeddedRocketMq transactionalBroker;
    private final Map<String, ProcessHandle> applications = new LinkedHashMap<>();
    private @Nullable Loop loop;
    private @Nullable StrategyBench strategies;
    private @Nullable BooksBench books;
    private int topics;

    private Site(Path folder, ServiceJar serviceJar, DatabaseServer database, List<String> jvmOptions) {
        this.folder = folder;
        this.serviceJar = serviceJar;
        this.database = database;
        this.jvm = new Jvm(folder, jvmOptions);
    }

    /**
     * @param folder for data and logs
     * @param home of the project, built
     * @param jdbcUrl a database server to use; empty for an embedded one
     * @param databaseSettings of an embedded one
     * @param jvmOptions of every JVM that is started
     */
    public static Site open(
            Path folder, Path home, String jdbcUrl, List<String> databaseSettings, List<String> jvmOptions) {
        ServiceJar jar = ServiceJar.in(home);
        DatabaseServer database = jdbcUrl.isEmpty()
                ? DatabaseServer.embedded(folder.resolve("mariadb"), databaseSettings)
                : DatabaseServer.at(jdbcUrl);
        return new Site(folder, jar, database, jvmOptions);
    }

    public DatabaseServer database() {
        return database;
    }

    /** message-service's classes without the libraries that its executable jar brings. */
    public Path serviceClasses() {
        return serviceJar.classes();
    }

    /** Where data and logs are. */
    public Path folder() {
        return folder;
    }

    public EmbeddedRocketMq broker() {
        if (broker == null) {
            broker = startBroker(BROKER, false);
        }
        return broker;
    }

    /** One for this round only, on an empty folder, so that the core that it burns is nobody else's and nothing is left to check back. */
    private EmbeddedRocketMq transactionalBroker() {
        if (transactionalBroker == null) {
            transactionalBroker = startBroker(TRANSACTIONAL, true);
        }
        return transactionalBroker;
    }

    private void endTransactionalBroker() {
        if (transactionalBroker != null) {
            transactionalBroker.close();
            transactionalBroker = null;
            deleteFolder(TRANSACTIONAL);
        }
    }

    private void deleteFolder(String name) {
        try {
            FileSystemUtils.deleteRecursively(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete what the broker has left", e);
        }
    }

    /** On an empty folder: what an earlier run left behind would arrive in this one, since topics and orders are called the same. */
    private EmbeddedRocketMq startBroker(String name, boolean transactions) {
        deleteFolder(name);
        return EmbeddedRocketMq.start(
                folder.resolve(name),
                0,
                0,
                new EmbeddedRocketMq.Settings(EmbeddedRocketMq.DiskFlush.ASYNC, transactions, jvm.with(BROKER_JVM)));
    }

    /** The nodes of message-service that work on a schema. */
    public Nodes nodes(String schema) {
        return nodes.computeIfAbsent(
                schema, name -> new Nodes(jvm, serviceJar.executable(), database, name, () -> broker().nameServer()));
    }

    /** The first node of message-service, with its defaults, on a schema that is empty when it first starts. */
    public ServiceNode service() {
        Nodes service = nodes(SERVICE_DATABASE);
        if (service.running().isEmpty()) {
            tokens.clear();
        }
        return service.first();
    }

    /** Ends all nodes; the schemas stay. */
    public void stopServices() {
        nodes.values().forEach(Nodes::stop);
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
        String topic = newTopic(kind);
        String token = "";
        if (kind.family() == SubjectKind.Family.OURS) {
            token = producerToken();
            administration().topicThatEndsAtBroker(topic);
        }
        return open(
                kind,
                new Surroundings(
                        emptySchema("bench_" + kind.id()),
                        database.user(),
                        database.password(),
                        (kind.sendsTransactional() ? transactionalBroker() : broker()).nameServer(),
                        topic,
                        poolSize,
                        payloadBytes,
                        token.isEmpty() ? "" : service().url(),
                        token,
                        null));
    }

    SubjectClient open(SubjectKind kind, Surroundings surroundings) {
        SubjectClient subject = subjects.computeIfAbsent(kind, each -> new SubjectClient(jvm, each));
        subject.open(surroundings);
        applications.put("application", subject.process());
        return subject;
    }

    String newTopic(SubjectKind kind) {
        topics++;
        return "bench-" + kind.id().replace('_', '-') + "-" + topics;
    }

    /** @return its address */
    public String emptySchema(String schema) {
        try {
            database.recreate(schema);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot create " + schema, e);
        }
        return database.jdbcUrl(schema);
    }

    String producerToken() {
        return token(Surroundings.APPLICATION, "http://127.0.0.1:9/reliable-message/check-back");
    }

    /** The service allows an application few tokens, so each gets one. */
    String token(String application, String checkUrl) {
        Administration administration =
                administration(); // Of a node that may have to be started, and then knows no tokens.
        return tokens.computeIfAbsent(application, each -> administration.application(each, checkUrl));
    }

    /** The same with an application that consumes. */
    public Loop loop() {
        if (loop == null) {
            ConsumerClient consumer = new ConsumerClient(jvm);
            applications.put("consumer", consumer.process());
            loop = new Loop(this, consumer);
        }
        return loop;
    }

    /**
     * Starts an application with all strategies of idempotency, which counts as the application until another one is opened.
     *
     * @param keys recorded beforehand
     */
    public StrategyBench strategies(int poolSize, int keys) {
        if (strategies != null) {
            strategies.close();
        }
        strategies = StrategyBench.start(this, jvm, poolSize, keys);
        applications.put("application", strategies.process());
        ProcessHandle redis = strategies.redis();
        if (redis != null) {
            applications.put("redis", redis);
        }
        return strategies;
    }

    /** Starts an application with a book of facts, which counts as the application until it is closed, and a process that compares plainly. */
    public BooksBench books() {
        if (books != null) {
            books.close();
        }
        books = new BooksBench(jvm);
        applications.put("application", books.application());
        applications.put("comparison", books.comparison());
        return books;
    }

    /** Ends what the subject does; its process waits for the next round, a broker of its own ends. */
    public void rest(SubjectClient subject) {
        subject.rest();
        applications.remove("application");
        if (subject.kind().sendsTransactional()) {
            endTransactionalBroker();
        }
    }

    /** Without a subject this process is the application: it sends, receives and answers for the suite. */
    @Override
    public Map<String, ProcessHandle> processes() {
        applications.values().removeIf(process -> !process.isAlive());
        Map<String, ProcessHandle> processes = new LinkedHashMap<>(applications);
        processes.putIfAbsent("application", ProcessHandle.current());
        nodes.values().stream()
                .flatMap(each -> each.running().stream())
                .forEach(node -> processes.put(node.name(), node.process()));
        try {
            Optional<ProcessHandle> server = database.process();
            server.ifPresent(process -> processes.put("database", process));
            EmbeddedRocketMq used = transactionalBroker == null ? broker : transactionalBroker;
            if (used != null && used.isRunning()) {
                ProcessHandle.of(used.pid()).ifPresent(process -> processes.put("broker", process));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The database does not answer", e);
        }
        return processes;
    }

    @Override
    public DatabaseCounters counters() throws SQLException {
        return database.counters();
    }

    @Override
    public void close() {
        subjects.values().forEach(SubjectClient::close);
        if (loop != null) {
            loop.close();
        }
        if (strategies != null) {
            strategies.close();
        }
        if (books != null) {
            books.close();
        }
        stopServices();
        endTransactionalBroker();
        if (broker != null) {
            broker.close();
        }
        database.close();
    }
}
