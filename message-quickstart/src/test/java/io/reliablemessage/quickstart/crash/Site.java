package io.reliablemessage.quickstart.crash;

import com.mysql.cj.jdbc.MysqlDataSource;
import io.reliablemessage.embedded.EmbeddedMariaDb;
import io.reliablemessage.embedded.EmbeddedRocketMq;
import io.reliablemessage.embedded.FreePorts;
import io.reliablemessage.quickstart.crash.app.ConsumerApplication;
import io.reliablemessage.quickstart.crash.app.ProducerApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * Database, broker, message-service, a producer and a consumer, each a process that can be killed, shared by all crash tests of this
 * JVM. Between the service and the broker, and between the consumer and the service, stands a proxy.
 */
final class Site {
    /** Deliveries that a message may have. */
    static final int MAX_ATTEMPTS = 20;

    private static final String SERVICE = "message_service";
    private static final String PRODUCER = "producer";
    private static final String CONSUMER = "consumer";
    private static final String PASSWORD = "crash-test";
    private static final String ADMINISTRATOR = "rm_admin_" + UUID.randomUUID();
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final long SEED = 20_261_121;
    private static @Nullable Site shared;

    private final Path folder = Path.of(
                    "target", "crash", Long.toString(ProcessHandle.current().pid()))
            .toAbsolutePath();
    private final int servicePort = FreePorts.next();
    private final int producerPort = FreePorts.next();
    private final int localProducerPort = FreePorts.next();
    private final EmbeddedMariaDb database;
    private final EmbeddedRocketMq broker;
    private final TcpProxy toBroker;
    private final TcpProxy toNameServer;
    private final TcpProxy toService = new TcpProxy(servicePort, SEED);
    private final JdbcBooks books;
    private final Jvm service;
    private final Jvm producer;
    private final Jvm localProducer;
    private final Jvm consumer;

    private Site() {
        database = EmbeddedMariaDb.start(folder.resolve("mariadb"), 0);
        broker = EmbeddedRocketMq.start(folder.resolve("rocketmq"), 0, 0);
        toBroker = new TcpProxy(broker.brokerPort(), SEED);
        toNameServer = new TcpProxy(
                broker.nameServerPort(),
                SEED,
                () -> new Replacement("127.0.0.1:" + broker.brokerPort(), "127.0.0.1:" + toBroker.port()));
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "end of the crash tests"));
        Stream.of(SERVICE, PRODUCER, CONSUMER).forEach(name -> database.createUser(name, PASSWORD, name));
        MysqlDataSource all = new MysqlDataSource();
        all.setUrl(database.jdbcUrl(SERVICE));
        all.setUser(database.user());
        all.setPassword(database.password());
        books = new JdbcBooks(all);
        service = newService();
        service.start();
        Administration administration = new Administration("http://127.0.0.1:" + servicePort, ADMINISTRATOR);
        administration.application(PRODUCER, "http://127.0.0.1:" + producerPort + "/reliable-message/check-back");
        administration.application(CONSUMER, null);
        administration.topic(ProducerApplication.TOPIC, List.of("PT1S"), MAX_ATTEMPTS, "PT3S");
        administration.subscription(ProducerApplication.TOPIC, ConsumerApplication.GROUP, CONSUMER);
        String token = administration.token(PRODUCER);
        producer = newProducer("producer", producerPort, token, "prepare");
        localProducer = newProducer("local-producer", localProducerPort, token, "local");
        consumer = newConsumer(administration.token(CONSUMER));
    }

    /** The one site of this JVM, with everything but the local producer up and every way open. */
    static synchronized Site healthy() {
        if (shared == null) {
            shared = new Site();
        }
        shared.heal();
        shared.warmUp();
        return shared;
    }

    private void heal() {
        Stream.of(toBroker, toNameServer, toService).forEach(TcpProxy::pass);
        localProducer.kill();
        database.start();
        broker.start();
        Stream.of(service, producer, consumer).forEach(Jvm::begin);
        Stream.of(service, producer, consumer).forEach(Jvm::start);
    }

    /** One order from end to end: the first send of a process that has just started may take longer than a send may. */
    private void warmUp() {
        String order = OrderDesk.newOrderNo("warm-up");
        desk().place(order, Duration.ofSeconds(1));
        Awaitility.await(order + " is consumed")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> books.state(order).contains("CONSUMED"));
    }

    JdbcBooks books() {
        return books;
    }

    EmbeddedMariaDb database() {
        return database;
    }

    EmbeddedRocketMq broker() {
        return broker;
    }

    Jvm service() {
        return service;
    }

    /** In mode prepare; the one that is asked back. */
    Jvm producer() {
        return producer;
    }

    /** Another instance of the same application, in mode local. */
    Jvm localProducer() {
        return localProducer;
    }

    Jvm consumer() {
        return consumer;
    }

    /** The service's way to the broker. */
    TcpProxy toBroker() {
        return toBroker;
    }

    /** The consumer's way to the service. */
    TcpProxy toService() {
        return toService;
    }

    /** Places orders with the producer. */
    OrderDesk desk() {
        return new OrderDesk("http://127.0.0.1:" + producerPort);
    }

    /** Places orders with the local producer. */
    OrderDesk localDesk() {
        return new OrderDesk("http://127.0.0.1:" + localProducerPort);
    }

    /** Whether the broker, running or not, has stored a delivery of the message. */
    boolean brokerHas(UUID messageId) {
        try (Stream<Path> logs = Files.list(brokerStore().resolve("commitlog"))) {
            for (Path log : logs.toList()) {
                if (new String(Files.readAllBytes(log), StandardCharsets.ISO_8859_1).contains(messageId.toString())) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes from a broker that does not run everything that it has stored. */
    void loseBrokersMemory() {
        delete(brokerStore());
    }

    private Path brokerStore() {
        return folder.resolve("rocketmq").resolve("store");
    }

    private Jvm newService() {
        List<String> program = new ArrayList<>(List.of("-jar", serviceJar().toString()));
        program.addAll(List.of(
                "--server.port=" + servicePort,
                "--server.address=127.0.0.1",
                // A fixed name: the node that starts again has its turns back at once.
                "--reliable-message.service.node-name=crash",
                "--reliable-message.administrator-token=" + ADMINISTRATOR,
                "--reliable-message.broker.address=127.0.0.1:" + toNameServer.port(),
                "--reliable-message.broker.send-timeout=500ms",
                "--reliable-message.delivery.minimum-interval=700ms",
                "--reliable-message.delivery.breaker-pause=1s",
                "--reliable-message.check-back.allowed-networks=127.0.0.0/8"));
        program.addAll(dataSource(SERVICE));
        return new Jvm("service", folder, program, "Started ReliableMessageService");
    }

    private Jvm newProducer(String name, int port, String token, String mode) {
        List<String> program = application(ProducerApplication.class, PRODUCER, token);
        program.addAll(List.of(
                "--server.port=" + port,
                "--server.address=127.0.0.1",
                "--reliable-message.service-url=http://127.0.0.1:" + servicePort,
                "--reliable-message.mode=" + mode,
                // What an instance leaves behind is taken five seconds after that.
                "--reliable-message.request-timeout=1s",
                "--spring.flyway.locations=classpath:db/crash/producer"));
        return new Jvm(name, folder, program, "Started ProducerApplication");
    }

    private Jvm newConsumer(String token) {
        List<String> program = application(ConsumerApplication.class, CONSUMER, token);
        program.addAll(List.of(
                "--spring.main.web-application-type=none",
                "--spring.main.keep-alive=true",
                "--reliable-message.service-url=http://127.0.0.1:" + toService.port(),
                "--reliable-message.broker-address=" + broker.nameServer(),
                "--spring.flyway.locations=classpath:db/crash/consumer"));
        return new Jvm("consumer", folder, program, "Started ConsumerApplication");
    }

    private List<String> application(Class<?> main, String name, String token) {
        List<String> program = new ArrayList<>(List.of(
                "@" + classPath(),
                main.getName(),
                "--reliable-message.application=" + name,
                "--reliable-message.token=" + token,
                "--spring.datasource.hikari.connection-timeout=2000"));
        program.addAll(dataSource(name));
        return program;
    }

    private List<String> dataSource(String schema) {
        return List.of(
                "--spring.datasource.url=" + database.jdbcUrl(schema),
                "--spring.datasource.username=" + schema,
                "--spring.datasource.password=" + PASSWORD);
    }

    /** The class path may be too long for a command line. */
    private Path classPath() {
        Path file = folder.resolve("class-path.args");
        try {
            return Files.writeString(
                    file, "-cp \"" + System.getProperty("java.class.path").replace("\\", "\\\\") + "\"");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path serviceJar() {
        Path target =
                Path.of("..", "message-service", "target").toAbsolutePath().normalize();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "message-service-*-exec.jar")) {
            for (Path jar : jars) {
                return jar;
            }
        } catch (IOException missing) {
            // Said below.
        }
        throw new IllegalStateException("No message-service-*-exec.jar in " + target
                + "; the crash tests need it, so run the whole build (mvn verify) or package message-service first");
    }

    /** The logs stay. */
    private void end() {
        Stream.of(consumer, producer, localProducer, service)
                .filter(Objects::nonNull)
                .forEach(Jvm::kill);
        broker.kill();
        database.kill();
        delete(folder.resolve("rocketmq"));
        delete(folder.resolve("mariadb"));
    }

    private static void delete(Path directory) {
        try {
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + directory, e);
        }
    }
}
