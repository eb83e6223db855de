package io.reliablemessage.quickstart.launcher;

import io.reliablemessage.embedded.EmbeddedMariaDb;
import io.reliablemessage.quickstart.launcher.Ports.Listener;
import io.reliablemessage.quickstart.smoke.Installation;
import io.reliablemessage.shop.setup.Registration;
import io.reliablemessage.shop.setup.RegistrationFailedException;
import io.reliablemessage.shop.setup.TopicRules;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * All parts of the quickstart: database and broker, message-service, its console, and the shop's services, each a process of its own
 * with its own schema, database user, application and token.
 */
public final class Stack implements Installation, AutoCloseable {

    public static final String DATABASE = "database";
    public static final String BROKER = "broker";
    public static final String SERVICE = "message-service";
    public static final String CONSOLE = "message-console";
    public static final String ORDER = "order-service";
    public static final String SECOND_ORDER = "order-service-2";
    public static final String POINTS = "points-service";
    public static final String COUPON = "coupon-service";
    public static final String WAREHOUSE = "warehouse-service";

    static final String ADMINISTRATOR = "admin";
    static final String ADMINISTRATOR_TOKEN = "administrator-token";
    private static final String ADMINISTRATOR_PASSWORD = "administrator-password";
    static final String ADMINISTRATOR_PREFIX = "rm_admin_";

    private static final String CONTROL_SECRET = "control-secret";
    private static final String PACKAGE = "io.reliablemessage.shop.";

    private final DataFolder data;
    private final Path home;
    private final Ports ports;
    private final StackPlan plan;
    private final Console console;
    private final Secrets secrets;
    private final DatabasePart database;
    private final Map<String, Supervised> parts = Collections.synchronizedMap(new LinkedHashMap<>());
    private final ControlEndpoint control;

    Stack(DataFolder data, Path home, Ports ports, StackPlan plan, Console console) {
        this.data = data;
        this.home = home;
        this.ports = ports;
        this.plan = plan;
        this.console = console;
        this.secrets = Secrets.open(data.resolve("secrets"));
        this.database = new DatabasePart(data.resolve("mariadb"), ports.of(Listener.DATABASE));
        this.control = new ControlEndpoint(parts, controlSecret());
    }

    /**
     * Starts everything and returns when all of it works.
     *
     * @throws StartFailedException when a part does not come up; those that did run until {@link #close()}
     */
    void start() {
        supervise(database);
        supervise(new BrokerPart(data.resolve("rocketmq"), ports.of(Listener.NAME_SERVER), ports.of(Listener.BROKER)));
        awaitFirstStart(DATABASE);
        CompletableFuture<Void> shopDatabases = CompletableFuture.runAsync(
                () -> Stream.of(ORDER, POINTS, COUPON, WAREHOUSE).forEach(this::createDatabase));
        createDatabase(SERVICE);
        supervise(service());
        awaitFirstStart(SERVICE);
        register();
        shopDatabases.join();
        List<JvmPart> shop = new ArrayList<>(List.of(
                shopPart(POINTS, "points.PointsService", Listener.POINTS, plan.consumerSettings()),
                shopPart(COUPON, "coupon.CouponService", Listener.COUPON, plan.consumerSettings()),
                shopPart(WAREHOUSE, "warehouse.WarehouseService", Listener.WAREHOUSE, plan.consumerSettings()),
                shopPart(ORDER, "order.OrderService", Listener.SHOP, orderSettings())));
        if (plan.secondProducer()) {
            List<String> settings = new ArrayList<>(orderSettings());
            settings.add("reliable-message.mode=local");
            shop.add(shopPart(SECOND_ORDER, "order.OrderService", Listener.SECOND_SHOP, settings));
        }
        shop.forEach(this::supervise);
        if (plan.console()) {
            supervise(console());
        }
        parts.keySet().forEach(this::awaitFirstStart);
    }

    /** One of the parts by its name. */
    public Supervised part(String name) {
        Supervised part = parts.get(name);
        if (part == null) {
            throw new IllegalArgumentException("No part is called " + name);
        }
        return part;
    }

    @Override
    public String orderUrl() {
        return ports.url(Listener.SHOP);
    }

    @Override
    public String secondOrderUrl() {
        return ports.url(Listener.SECOND_SHOP);
    }

    @Override
    public String pointsUrl() {
        return ports.url(Listener.POINTS);
    }

    @Override
    public String couponUrl() {
        return ports.url(Listener.COUPON);
    }

    @Override
    public String warehouseUrl() {
        return ports.url(Listener.WAREHOUSE);
    }

    public String consoleUrl() {
        return ports.url(Listener.CONSOLE);
    }

    /** The password of the console's {@value #ADMINISTRATOR}, until it is changed. */
    public String administratorPassword() {
        return secrets.get(ADMINISTRATOR_PASSWORD, "");
    }

    String serviceUrl() {
        return ports.url(Listener.SERVICE);
    }

    @Override
    public String controlSecret() {
        return secrets.get(CONTROL_SECRET, "");
    }

    @Override
    public Connection connect() throws SQLException {
        EmbeddedMariaDb server = database.server();
        return DriverManager.getConnection(
                server.jdbcUrl(schema(SERVICE)) + "&socketTimeout=60000", server.user(), server.password());
    }

    @Override
    public List<Kills> kills() {
        return List.of(
                new Kills(30, List.of(SERVICE)),
                new Kills(55, List.of(BROKER)),
                new Kills(82, List.of(POINTS)),
                new Kills(92, List.of(DATABASE)));
    }

    @Override
    public Duration shortestRun() {
        return Duration.ofSeconds(60);
    }

    @Override
    public void kill(String part) {
        part(part).kill();
    }

    @Override
    public int deaths(String part) {
        return part(part).status().starts() - 1;
    }

    public static String schema(String application) {
        return application.replace('-', '_');
    }

    /** Ends what runs: producers and consumers before the service, the service before broker and database. */
    @Override
    public void close() {
        control.close();
        // Some signals reach all processes at once; who has ended by that need not start again.
        List.copyOf(parts.values()).forEach(Supervised::retire);
        Stream.of(CONSOLE, ORDER, SECOND_ORDER, POINTS, COUPON, WAREHOUSE)
                .filter(parts::containsKey)
                .map(name -> CompletableFuture.runAsync(() -> end(name)))
                .toList()
                .forEach(CompletableFuture::join);
        Stream.of(SERVICE, BROKER, DATABASE).filter(parts::containsKey).forEach(this::end);
    }

    private void end(String name) {
        part(name).end();
        data.deletePid(name);
    }

    private void supervise(Part part) {
        console.say(part.name(), "starting …");
        Supervised supervised = new Supervised(part, console, new Backoff(), new Supervised.Listener() {
            @Override
            public void started(String name, long pid) {
                data.writePid(name, pid);
            }

            @Override
            public void ended(String name) {
                data.deletePid(name);
            }
        });
        parts.put(part.name(), supervised);
        supervised.begin();
    }

    private void awaitFirstStart(String name) {
        part(name).awaitFirstStart();
    }

    private void register() {
        try {
            Registration registration = new Registration(
                    serviceUrl(), secrets.get(ADMINISTRATOR_TOKEN, ADMINISTRATOR_PREFIX), new StoredTokens(secrets));
            registration.register(
                    new Registration.Addresses(ports.url(Listener.SHOP), pointsUrl(), couponUrl(), warehouseUrl()),
                    new TopicRules(plan.schedule(), plan.maxAttempts(), plan.checkGrace()));
            if (plan.reconciled()) {
                registration.reconcileEveryMinute();
            }
        } catch (RegistrationFailedException e) {
            throw new StartFailedException(String.valueOf(e.getMessage()), e);
        }
    }

    private JvmPart service() {
        List<String> settings = new ArrayList<>(List.of(
                "server.port=" + ports.of(Listener.SERVICE),
                "server.address=127.0.0.1",
                "reliable-message.service.node-name=quickstart",
                "reliable-message.broker.address=127.0.0.1:" + ports.of(Listener.NAME_SERVER),
                "reliable-message.check-back.allowed-networks=127.0.0.0/8",
                "reliable-message.administrator-token=" + secrets.get(ADMINISTRATOR_TOKEN, ADMINISTRATOR_PREFIX),
                "reliable-message.administrator-password=" + administratorPassword()));
        settings.addAll(dataSource(SERVICE));
        settings.addAll(plan.serviceSettings());
        return new JvmPart(
                SERVICE,
                data,
                List.of(
                        "-Duser.home=" + data.resolve("tmp"),
                        "-jar",
                        executableJar(SERVICE).toString(),
                        configuration(SERVICE, settings)),
                URI.create(ports.url(Listener.SERVICE) + "/actuator/health/readiness"));
    }

    private JvmPart console() {
        return new JvmPart(
                CONSOLE,
                data,
                List.of(
                        "-Duser.home=" + data.resolve("tmp"),
                        "-jar",
                        executableJar(CONSOLE).toString(),
                        configuration(
                                CONSOLE,
                                List.of(
                                        "server.port=" + ports.of(Listener.CONSOLE),
                                        "server.address=127.0.0.1",
                                        "reliable-message.console.service-url=" + serviceUrl()))),
                URI.create(consoleUrl() + "/actuator/health/readiness"));
    }

    private JvmPart shopPart(String name, String main, Listener listener, List<String> more) {
        String application = name.equals(SECOND_ORDER) ? ORDER : name;
        List<String> settings = new ArrayList<>(List.of(
                "server.port=" + ports.of(listener),
                "server.address=127.0.0.1",
                "reliable-message.service-url=" + serviceUrl(),
                "reliable-message.token="
                        + new StoredTokens(secrets).find(application).orElseThrow(),
                "shop.control-secret=" + controlSecret()));
        settings.addAll(dataSource(application));
        settings.addAll(more);
        return new JvmPart(
                name,
                data,
                List.of(
                        "-Duser.home=" + data.resolve("tmp"),
                        classPath(),
                        PACKAGE + main,
                        configuration(name, settings)),
                URI.create(ports.url(listener) + "/ready"));
    }

    private List<String> orderSettings() {
        return List.of(
                "shop.points-url=" + pointsUrl(),
                "shop.coupon-url=" + couponUrl(),
                "shop.warehouse-url=" + warehouseUrl(),
                "shop.launcher-url=" + control.url());
    }

    private void createDatabase(String application) {
        database.server().createUser(schema(application), password(application), schema(application));
    }

    private String password(String application) {
        return secrets.get(application + ".database-password", "");
    }

    private List<String> dataSource(String application) {
        return List.of(
                "spring.datasource.url=" + database.server().jdbcUrl(schema(application)),
                "spring.datasource.username=" + schema(application),
                "spring.datasource.password=" + password(application));
    }

    /** Settings are passed in a file of the owner's: command lines and environments are for everybody to read. */
    private String configuration(String name, List<String> settings) {
        Path file = data.resolve("config").resolve(name + ".properties");
        PrivateFiles.write(file, settings);
        return "--spring.config.additional-location=" + file.toUri();
    }

    /** The class path may be too long for a command line. */
    private String classPath() {
        Path file = data.resolve("config").resolve("class-path.args");
        PrivateFiles.write(
                file, List.of("-cp \"" + System.getProperty("java.class.path").replace("\\", "\\\\") + "\""));
        return "@" + file;
    }

    private Path executableJar(String module) {
        Path target = home.resolve(module).resolve("target");
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, module + "-*-exec.jar")) {
            for (Path jar : jars) {
                return jar;
            }
        } catch (IOException missing) {
            // Said below.
        }
        throw new StartFailedException(
                "The jar of " + module + " is missing in " + target + "; run ./start, which builds it");
    }
}
