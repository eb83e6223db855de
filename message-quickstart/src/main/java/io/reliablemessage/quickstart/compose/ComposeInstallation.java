package io.reliablemessage.quickstart.compose;

import io.reliablemessage.quickstart.launcher.Console;
import io.reliablemessage.quickstart.launcher.Stack;
import io.reliablemessage.quickstart.smoke.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What {@code docker-compose.yml} and {@code docker/compose.smoke.yml} have started, reached at its published ports. */
final class ComposeInstallation implements Installation {

    /** Every container that stays up, in the order in which they are killed. */
    private static final List<String> CONTAINERS = List.of(
            "message-service-1",
            "message-service-2",
            "rocketmq-nameserver",
            "rocketmq-broker",
            "mysql",
            "redis",
            "message-console",
            Stack.ORDER,
            Stack.SECOND_ORDER,
            Stack.POINTS,
            Stack.COUPON,
            Stack.WAREHOUSE);

    private static final Duration DOWN = Duration.ofSeconds(2);

    private final Map<String, String> environment;
    private final Console console;
    private final Containers containers = new Containers();
    private final Map<String, Integer> earlierDeaths = new ConcurrentHashMap<>();

    /** @param environment ports ({@code RM_…_PORT}), and {@code RM_SECRETS}, the folder of the secrets */
    ComposeInstallation(Map<String, String> environment, Console console) {
        this.environment = environment;
        this.console = console;
    }

    @Override
    public String orderUrl() {
        return url("RM_SHOP_PORT");
    }

    @Override
    public String secondOrderUrl() {
        return url("RM_SECOND_SHOP_PORT");
    }

    @Override
    public String pointsUrl() {
        return url("RM_POINTS_PORT");
    }

    @Override
    public String couponUrl() {
        return url("RM_COUPON_PORT");
    }

    @Override
    public String warehouseUrl() {
        return url("RM_WAREHOUSE_PORT");
    }

    @Override
    public String controlSecret() {
        return secret("shop-control-secret");
    }

    @Override
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mysql://127.0.0.1:" + variable("RM_DATABASE_PORT")
                        + "/message_service?connectTimeout=2000&socketTimeout=60000",
                "smoke_audit",
                secret("smoke-audit-password"));
    }

    @Override
    public List<Kills> kills() {
        return List.of(new Kills(12, CONTAINERS));
    }

    @Override
    public Duration shortestRun() {
        return Duration.ofSeconds(200);
    }

    /** Also starts it: what a person has killed, Docker does not start again by itself. Returns when the container is healthy. */
    @Override
    public void kill(String part) {
        String container = containers.id(part);
        long began = System.nanoTime();
        containers.kill(container);
        // A start by hand sets Docker's own count back.
        earlierDeaths.merge(part, 1 + containers.restarts(container), Integer::sum);
        LockSupport.parkNanos(DOWN.toNanos());
        containers.start(container);
        containers.awaitHealthy(container);
        console.say(
                part,
                "was killed, and is healthy again after "
                        + Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s");
    }

    @Override
    public int deaths(String part) {
        return earlierDeaths.getOrDefault(part, 0) + containers.restarts(containers.id(part));
    }

    private String url(String port) {
        return "http://127.0.0.1:" + variable(port);
    }

    private String variable(String name) {
        @Nullable String value = environment.get(name);
        return Objects.requireNonNull(value, () -> name + " must be set; bin/compose-smoke does it");
    }

    private String secret(String name) {
        Path file = Path.of(variable("RM_SECRETS")).resolve(name);
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the secret " + file, e);
        }
    }
}
