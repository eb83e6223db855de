package io.reliablemessage.quickstart.example.plain;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.reliablemessage.client.CheckBackAnswer;
import io.reliablemessage.client.Message;
import io.reliablemessage.client.ReliableMessageClient;
import io.reliablemessage.client.ReliableMessageListener;
import io.reliablemessage.protocol.CheckSignature;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A program with its own main method and HTTP server; Spring's transactions are all that it takes from Spring. */
final class PlainExample implements AutoCloseable {
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final ReliableMessageClient client;
    private final HttpServer http;

    // producing.md shows plain-client
    PlainExample(DataSource dataSource, URI service, String token) throws IOException {
        JdbcTransactionManager manager = new JdbcTransactionManager(dataSource);
        jdbc = JdbcClient.create(dataSource);
        transactions = new TransactionTemplate(manager);
        client = ReliableMessageClient.builder()
                .serviceUrl(service.toString())
                .application("plain-orders")
                .token(token)
                .dataSource(dataSource)
                .transactionManager(manager)
                .build();
        client.consume(this);
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/check-back", this::checkBack);
    }

    UUID order(String orderNo) {
        return transactions.execute(status -> {
            jdbc.sql("INSERT INTO plain_order VALUES (?)").param(orderNo).update();
            return client.messages()
                    .send(Message.to("plain-orders").key("orderNo", orderNo).payload(new Order(orderNo)));
        });
    }

    @ReliableMessageListener(topic = "plain-orders", group = "plain-dispatch")
    void dispatch(Order order) {
        jdbc.sql("INSERT INTO plain_dispatch VALUES (?)").param(order.orderNo()).update();
    }

    private void checkBack(HttpExchange exchange) throws IOException {
        try (exchange) {
            CheckBackAnswer answer = client.checkBack(
                    exchange.getRequestHeaders().getFirst(CheckSignature.TIMESTAMP_HEADER),
                    exchange.getRequestHeaders().getFirst(CheckSignature.SIGNATURE_HEADER),
                    exchange.getRequestBody().readNBytes(3_000_000));
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        }
    }
    // producing.md shows no more

    record Order(String orderNo) {}

    void start() {
        http.start();
        client.start();
    }

    /** Where the service asks, as an administrator registers it. */
    URI checkBackAddress() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/check-back");
    }

    @Override
    public void close() {
        client.close();
        http.stop(0);
    }
}
