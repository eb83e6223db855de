package io.reliablemessage.containers;

import java.time.Duration;
import org.testcontainers.mysql.MySQLContainer;
import org.testcontainers.utility.DockerImageName;

/** MySQL with the settings that this product asks for. */
public final class MySqlContainers {

    /** The image unless another one is named. */
    public static final String IMAGE = "mysql:9.7";

    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private MySqlContainers() {}

    /** As {@link #durable(DockerImageName)}. */
    public static MySQLContainer durable() {
        return durable(DockerImageName.parse(IMAGE));
    }

    /** A server, not started yet, whose commits are on the disk, in UTC and utf8mb4; its user is root, who may do everything. */
    public static MySQLContainer durable(DockerImageName image) {
        return new MySQLContainer(image)
                .withUsername("root")
                .withPassword("test")
                .withStartupTimeout(START_LIMIT)
                .withCommand(
                        "--character-set-server=utf8mb4",
                        "--default-time-zone=+00:00",
                        "--innodb-flush-log-at-trx-commit=1",
                        "--sync-binlog=1",
                        "--max-connections=500");
    }
}
