package io.reliablemessage.testkit.containers;

import io.reliablemessage.containers.RedisContainer;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;

/** Imported into a test, it makes a Redis in a container the one that the application's Redis connections lead to. */
@TestConfiguration(proxyBeanMethods = false)
public class RedisInContainer {

    @Bean
    @ServiceConnection(name = "redis")
    RedisContainer redisContainer() {
        return new RedisContainer();
    }
}
