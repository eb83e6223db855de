package io.reliablemessage.client.internal.plain;

import io.reliablemessage.client.CheckBackAnswer;
import io.reliablemessage.client.Message;
import io.reliablemessage.client.ProducerMode;
import io.reliablemessage.client.ReliableMessageClient;
import io.reliablemessage.client.ReliableMessageListener;
import io.reliablemessage.protocol.CheckRequest;
import io.reliablemessage.protocol.CheckResponse;
import io.reliablemessage.protocol.CheckSignature;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** A process of its own: sends in both modes, is asked back, and has a listener, with no Spring Boot on its class path. */
final class PlainApplication {
    private static final String TOKEN = "rm_app_plain";

    private PlainApplication() {}

    static final class Points {
        @ReliableMessageListener(topic = "orders", group = "points")
        public void paid(Map<String, String> order) {
            throw new UnsupportedOperationException("there is no broker: " + order);
        }
    }

    /** @param arguments the database's URL, user and password */
    public static void main(String[] arguments) throws Exception {
        try {
            Class.forName("org.springframework.boot.SpringApplication");
            throw new IllegalStateException("Spring Boot is on the class path");
        } catch (ClassNotFoundException expected) {
            System.out.println("no boot");
        }
        DataSource dataSource = new DriverManagerDataSource(arguments[0], arguments[1], arguments[2]);
        JdbcTransactionManager transactions = new JdbcTransactionManager(dataSource);
        try (ReliableMessageClient client = ReliableMessageClient.builder()
                .serviceUrl("http://127.0.0.1:9")
                .application("plain")
                .token(TOKEN)
                .dataSource(dataSource)
                .transactionManager(transactions)
                .brokerAddress("127.0.0.1:9")
                .build()) {
            client.consume(new Points());
            client.start();
            UUID id = new TransactionTemplate(transactions).execute(status -> {
                Message message = Message.to("orders").payload(Map.of("no", "1"));
                client.messages()
                        .send(message.key("no", "1").mode(ProducerMode.LOCAL).unique());
                return client.messages().send(message);
            });
            System.out.println("outbox "
                    + new JdbcTemplate(dataSource).queryForObject("SELECT COUNT(*) FROM rm_outbox", Integer.class));
            System.out.println("verdicts " + ask(client, id));
            System.out.println(
                    "unsigned " + client.checkBack(null, null, new byte[0]).status());
        }
        System.out.println("closed");
    }

    private static List<CheckResponse.Item> ask(ReliableMessageClient client, UUID id) {
        JsonMapper json = JsonMapper.shared();
        byte[] body = json.writeValueAsBytes(new CheckRequest(
                UUID.randomUUID(),
                "plain",
                Instant.now(),
                List.of(new CheckRequest.Item(id, "orders", null, Instant.now()))));
        long now = System.currentTimeMillis();
        CheckBackAnswer answer = client.checkBack(
                Long.toString(now), CheckSignature.signRequest(List.of(CheckSignature.keyOf(TOKEN)), now, body), body);
        boolean signed = CheckSignature.isResponseSigned(
                List.of(CheckSignature.keyOf(TOKEN)),
                Long.parseLong(answer.headers().getOrDefault(CheckSignature.TIMESTAMP_HEADER, "0")),
                answer.body(),
                answer.headers().getOrDefault(CheckSignature.SIGNATURE_HEADER, ""));
        return signed ? json.readValue(answer.body(), CheckResponse.class).verdicts() : List.of();
    }
}
