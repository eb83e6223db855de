package io.reliablemessage.embedded;

import io.reliablemessage.containers.MySqlContainers;
import io.reliablemessage.containers.RocketMqContainer;
import org.testcontainers.mysql.MySQLContainer;

/**
 * The servers of the tests as containers, instead of embedded ones: with the system property {@code reliable-message.test.containers=true}, a
 * Docker engine, and message-test-containers on the class path: this class must not be loaded without it. Testcontainers removes them at the end of the JVM.
 */
final class TestContainers {

    private TestContainers() {}

    /** The address of a MySQL server with its user and password. */
    static String startMySql() {
        MySQLContainer mySql = MySqlContainers.durable();
        mySql.start();
        return "jdbc:mysql://" + mySql.getHost() + ":" + mySql.getMappedPort(MySQLContainer.MYSQL_PORT) + "/?user="
                + mySql.getUsername() + "&password=" + mySql.getPassword();
    }

    /** The address of a RocketMQ name server. */
    static String startRocketMq() {
        RocketMqContainer rocketMq = new RocketMqContainer();
        rocketMq.start();
        return rocketMq.nameServer();
    }
}
