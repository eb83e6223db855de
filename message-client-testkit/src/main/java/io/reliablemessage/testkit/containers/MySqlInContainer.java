package io.reliablemessage.testkit.containers;

import io.reliablemessage.containers.MySqlContainers;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;
import org.testcontainers.mysql.MySQLContainer;

/** Imported into a test, it makes a MySQL in a container the application's {@code DataSource}. */
@TestConfiguration(proxyBeanMethods = false)
public class MySqlInContainer {

    @Bean
    @ServiceConnection
    MySQLContainer mySqlContainer() {
        return MySqlContainers.durable();
    }
}
