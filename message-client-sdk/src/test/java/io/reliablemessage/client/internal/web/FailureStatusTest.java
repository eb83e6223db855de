package io.reliablemessage.client.internal.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.Message;
import io.reliablemessage.client.ReliableMessages;
import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.ProblemDetail;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** A Spring Boot application behind a real Tomcat, whose database or message-service dies in the middle of a call. */
class FailureStatusTest {
    private static final AtomicReference<@Nullable IOException> DEATH = new AtomicReference<>();
    private static @Nullable ServletWebServerApplicationContext application;
    private static @Nullable ServerSocket dyingService;
    private final HttpClient client = HttpClient.newHttpClient();

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        DataSource dataSource() {
            JdbcDataSource dataSource = new JdbcDataSource();
            dataSource.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
            return new MortalDataSource(dataSource);
        }

        @Bean
        Orders orders(ReliableMessages messages, PlatformTransactionManager transactions) {
            return new Orders(messages, new TransactionTemplate(transactions));
        }

        @Bean
        OwnAnswers ownAnswers(Orders orders) {
            return new OwnAnswers(orders);
        }
    }

    /** Its connections break, as {@link #DEATH} says, when a transaction begins. */
    static final class MortalDataSource extends DelegatingDataSource {
        MortalDataSource(DataSource target) {
            super(target);
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            InvocationHandler mortal = (proxy, method, arguments) -> {
                IOException death = DEATH.get();
                if (death != null && method.getName().equals("setAutoCommit")) {
                    throw new SQLException("Communications link failure", "08S01", death);
                }
                return method.invoke(connection, arguments);
            };
            return (Connection) Proxy.newProxyInstance(
                    FailureStatusTest.class.getClassLoader(), new Class<?>[] {Connection.class}, mortal);
        }
    }

    @RestController
    static class Orders {
        private final ReliableMessages messages;
        private final TransactionTemplate transactions;

        Orders(ReliableMessages messages, TransactionTemplate transactions) {
            this.messages = messages;
            this.transactions = transactions;
        }

        @PostMapping("/orders")
        @Nullable
        String place() {
            return transactions.execute(transaction -> "placed");
        }

        @PostMapping("/messages")
        UUID submit() {
            return messages.submit(Message.to("order-paid").key("orderNo", "1").payload("paid"));
        }

        @PostMapping("/gone")
        String goneClient() throws IOException {
            throw new EOFException("of the request");
        }
    }

    @RestController
    static class OwnAnswers {
        private final Orders orders;

        OwnAnswers(Orders orders) {
            this.orders = orders;
        }

        @PostMapping("/own")
        @Nullable
        String place() {
            return orders.place();
        }

        @ExceptionHandler
        ProblemDetail answer(RuntimeException failure) {
            return ProblemDetail.forStatus(503);
        }
    }

    @BeforeAll
    static void start() throws IOException {
        ServerSocket service = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        dyingService = service;
        Thread dying = new Thread(() -> hangUpOnEverybody(service), "dying-service");
        dying.setDaemon(true);
        dying.start();
        application = (ServletWebServerApplicationContext) new SpringApplicationBuilder(Application.class)
                .run(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--reliable-message.service-url=http://127.0.0.1:" + service.getLocalPort(),
                        "--reliable-message.application=shop",
                        "--reliable-message.token=rm_app_test");
    }

    /** Reads the request's beginning and goes, as a proxy whose service has died. */
    private static void hangUpOnEverybody(ServerSocket service) {
        while (!service.isClosed()) {
            try (Socket socket = service.accept()) {
                socket.getInputStream().read(new byte[64 * 1024]);
                socket.shutdownOutput();
                socket.getInputStream().readNBytes(64 * 1024);
            } catch (IOException closed) {
                // The next one, or the end of the loop.
            }
        }
    }

    @AfterAll
    static void stop() throws IOException {
        running().close();
        if (dyingService != null) {
            dyingService.close();
        }
    }

    @AfterEach
    void revive() {
        DEATH.set(null);
    }

    @Test
    void transactionThatCouldNotBeginIsNoSuccess() throws Exception {
        assertThat(status("/orders")).isEqualTo(200);

        DEATH.set(new EOFException("Can not read response from server"));
        assertThat(status("/orders")).isEqualTo(500);
        DEATH.set(new IOException("Broken pipe"));
        assertThat(status("/orders")).isEqualTo(500);
        DEATH.set(new IOException("Connection reset by peer"));
        assertThat(status("/orders")).isEqualTo(500);
    }

    @Test
    void messageThatTheServiceDidNotTakeIsNoSuccess() throws Exception {
        assertThat(status("/messages")).isEqualTo(500);
    }

    @Test
    void whatTheApplicationAnswersStands() throws Exception {
        DEATH.set(new EOFException("Can not read response from server"));

        assertThat(status("/own")).isEqualTo(503);
    }

    @Test
    void clientThatHasGoneIsLeftToSpring() throws Exception {
        assertThat(status("/gone")).isEqualTo(200);
    }

    private int status(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + running().getWebServer().getPort() + path);
        return client.send(
                        HttpRequest.newBuilder(uri)
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static ServletWebServerApplicationContext running() {
        ServletWebServerApplicationContext running = application;
        if (running == null) {
            throw new IllegalStateException("The application is not started");
        }
        return running;
    }
}
