package io.reliablemessage.client.internal.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.Message;
import io.reliablemessage.client.ReliableMessageListener;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.client.internal.consume.Broker;
import io.reliablemessage.client.internal.consume.BrokerConnection;
import io.reliablemessage.client.internal.consume.BrokerInbox;
import io.reliablemessage.client.internal.consume.BrokerMessage;
import io.reliablemessage.client.internal.consume.GroupSubscription;
import io.reliablemessage.client.internal.produce.Producer;
import io.reliablemessage.client.internal.schema.Dialect;
import io.reliablemessage.client.store.OnEachStore;
import io.reliablemessage.client.store.Store;
import io.reliablemessage.client.store.Stores;
import io.reliablemessage.protocol.BrokerProperties;
import io.reliablemessage.protocol.ClientConfiguration;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.NoticeBatch;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.protocol.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** An application whose only database is one of these: its tables are made, and it sends, answers check-backs and consumes. */
@OnEachStore
@ExtendWith(OutputCaptureExtension.class)
class EachDatabaseTest {
    private final Store store;

    EachDatabaseTest(Stores stores) {
        store = stores.empty(10);
        store.jdbc().execute("CREATE TABLE effect (order_no VARCHAR(20) NOT NULL PRIMARY KEY)");
    }

    @AfterEach
    void drop() {
        store.close();
    }

    @Test
    void sendsAndAnswersCheckBacks() {
        try (ConfigurableApplicationContext application = start()) {
            sendAndAsk(application);
        }
    }

    private static void sendAndAsk(ConfigurableApplicationContext application) {
        Service service = application.getBean(Service.class);
        ReliableMessages messages = application.getBean(ReliableMessages.class);
        Producer producer = application.getBean(Producer.class);
        TransactionTemplate transaction =
                new TransactionTemplate(application.getBean(PlatformTransactionManager.class));

        UUID committed = Objects.requireNonNull(transaction.execute(status -> {
            UUID id = messages.send(Message.to("orders").key("orderNo", "1").payload("x"));
            Awaitility.await("the prepare").until(() -> service.states.containsKey(id));
            assertThat(CompletableFuture.supplyAsync(() -> ask(producer, id)).join())
                    .isEqualTo(Verdict.IN_PROGRESS);
            return id;
        }));
        Awaitility.await("the confirm").until(() -> service.states.get(committed) == MessageState.CONFIRMED);
        assertThat(ask(producer, committed)).isEqualTo(Verdict.COMMITTED);

        UUID rolledBack = Objects.requireNonNull(transaction.execute(status -> {
            UUID id = messages.send(Message.to("orders").key("orderNo", "2").payload("x"));
            Awaitility.await("the prepare").until(() -> service.states.containsKey(id));
            status.setRollbackOnly();
            return id;
        }));
        Awaitility.await("the cancel").until(() -> service.states.get(rolledBack) == MessageState.CANCELLED);
        assertThat(ask(producer, rolledBack)).isEqualTo(Verdict.ROLLED_BACK);
    }

    @Test
    void consumesOnceAndKeepsWhatTheDatabaseRefusedForTheNextAttempt() throws Exception {
        try (ConfigurableApplicationContext application = start()) {
            Queues queues = application.getBean(Queues.class);
            Service service = application.getBean(Service.class);
            Awaitility.await("the subscription").until(() -> queues.inbox != null);

            queues.deliver("1");
            assertThat(service.next().kind()).isEqualTo(ReceiptKind.CONSUMED);
            queues.deliver("1");
            assertThat(service.next().kind()).isEqualTo(ReceiptKind.CONSUMED);
            // The listener catches what the database says about the key that is there, and goes on.
            queues.deliver("again 1");
            assertThat(service.next().kind())
                    .isEqualTo(store.dialect() == Dialect.POSTGRESQL ? ReceiptKind.FAILED : ReceiptKind.CONSUMED);
            assertThat(effects()).containsExactly("1");
            assertThat(store.jdbc().queryForObject("SELECT COUNT(*) FROM rm_idempotency", Integer.class))
                    .isEqualTo(store.dialect() == Dialect.POSTGRESQL ? 1 : 2);
        }
    }

    @Test
    void fourRightsOnItsTablesAreEnough() throws Exception {
        store.createTables();
        String user = "rm_user_" + UUID.randomUUID().toString().substring(0, 8);
        String database = store.dialect() == Dialect.MYSQL
                ? store.jdbc().queryForObject("SELECT DATABASE()", String.class) + "."
                : "";
        store.jdbc()
                .execute(
                        switch (store.dialect()) {
                            case MYSQL -> "CREATE USER " + user + "@'%' IDENTIFIED BY 'secret'";
                            case POSTGRESQL -> "CREATE USER " + user + " PASSWORD 'secret'";
                            case H2 -> "CREATE USER " + user + " PASSWORD 'secret'";
                        });
        for (String table : List.of(
                "rm_fence",
                "rm_outbox",
                "rm_idempotency",
                "rm_entity_state",
                "rm_entity_version",
                "rm_unique",
                "rm_key_lock",
                "effect")) {
            store.jdbc().execute("GRANT SELECT, INSERT, UPDATE, DELETE ON " + database + table + " TO " + user);
        }
        try (ConfigurableApplicationContext application = start(
                "--reliable-message.migrate=false",
                "--spring.datasource.url=" + urlForOthers(),
                "--spring.datasource.username=" + user,
                "--spring.datasource.password=secret")) {
            sendAndAsk(application);
            Queues queues = application.getBean(Queues.class);
            Awaitility.await("the subscription").until(() -> queues.inbox != null);
            queues.deliver("1");
            assertThat(application.getBean(Service.class).next().kind()).isEqualTo(ReceiptKind.CONSUMED);
        }
        if (store.dialect() == Dialect.MYSQL) {
            store.jdbc().execute("DROP USER " + user);
        }
    }

    /** Without the option that only H2's administrator may set; and as a user with a password reaches MySQL without TLS. */
    private String urlForOthers() {
        String url = store.dataSource().getJdbcUrl().replace(";DB_CLOSE_DELAY=-1", "");
        return store.dialect() == Dialect.MYSQL
                ? url + (url.contains("?") ? "&" : "?") + "allowPublicKeyRetrieval=true"
                : url;
    }

    @Test
    void missingTableNamesTheFileAndWhatFlywayNeeds(CapturedOutput output) {
        assertThatThrownBy(() -> start("--reliable-message.migrate=false"));
        assertThat(output)
                .contains("needs table rm_", "and it is not there")
                .contains(store.dialect().folder() + "/V")
                .contains(
                        switch (store.dialect()) {
                            case MYSQL -> "and org.flywaydb:flyway-mysql)";
                            case POSTGRESQL -> "and org.flywaydb:flyway-database-postgresql)";
                            case H2 -> "(org.springframework.boot:spring-boot-starter-flyway)";
                        });
    }

    @Test
    void tablesMadeByHandAreTakenAsTheyAre() {
        store.createTables();
        start("--reliable-message.migrate=false").close();
        start().close();
        start().close();
    }

    private static Verdict ask(Producer producer, UUID id) {
        return producer.verdicts().of(List.of(id)).getOrDefault(id, Verdict.UNKNOWN);
    }

    private List<String> effects() {
        return store.jdbc().queryForList("SELECT order_no FROM effect", String.class);
    }

    private ConfigurableApplicationContext start(String... more) {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(Map.of(
                        "spring.main.banner-mode", "off",
                        "spring.datasource.url", store.dataSource().getJdbcUrl(),
                        "spring.datasource.username",
                                Objects.requireNonNullElse(store.dataSource().getUsername(), ""),
                        "spring.datasource.password",
                                Objects.requireNonNullElse(store.dataSource().getPassword(), ""),
                        "spring.flyway.enabled", "false",
                        "reliable-message.service-url", "http://127.0.0.1:9",
                        "reliable-message.application", "shop",
                        "reliable-message.token", "rm_app_test"))
                .run(more);
    }

    record Order(String orderNo) {}

    static class Points {
        private final JdbcTemplate jdbc;

        Points(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @ReliableMessageListener(topic = "orders", group = "points", key = "orderNo")
        void onOrder(Order order) {
            try {
                jdbc.update("INSERT INTO effect VALUES (?)", order.orderNo().replace("again ", ""));
            } catch (DataIntegrityViolationException e) {
                // Careless: on PostgreSQL the transaction is at its end.
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        Points points(JdbcTemplate jdbc) {
            return new Points(jdbc);
        }

        @Bean
        Service service() {
            return new Service();
        }

        @Bean
        Queues queues() {
            return new Queues();
        }
    }

    /** A broker of one group, which delivers when it is told to. */
    static final class Queues implements Broker {
        volatile @Nullable BrokerInbox inbox;

        @Override
        public BrokerConnection open(String address, GroupSubscription group, BrokerInbox groupInbox) {
            inbox = groupInbox;
            return new BrokerConnection() {
                @Override
                public boolean findRoutes() {
                    return true;
                }

                @Override
                public void close() {}
            };
        }

        void deliver(String orderNo) {
            Objects.requireNonNull(inbox)
                    .accept(new BrokerMessage(
                            "orders",
                            null,
                            Map.of(
                                    BrokerProperties.ID, UUID.randomUUID().toString(),
                                    BrokerProperties.APPLICATION, "shop",
                                    BrokerProperties.ATTEMPT, "1",
                                    BrokerProperties.CREATED_AT, "1763719200000",
                                    BrokerProperties.KEY, "orderNo=" + orderNo),
                            ("{\"orderNo\":\"" + orderNo + "\"}").getBytes(StandardCharsets.UTF_8),
                            "0@0"));
        }
    }

    /** Accepts everything. */
    static final class Service implements MessageService {
        final Map<UUID, MessageState> states = new ConcurrentHashMap<>();
        final BlockingQueue<Receipt> receipts = new LinkedBlockingQueue<>();

        Receipt next() throws InterruptedException {
            return Objects.requireNonNull(receipts.poll(30, TimeUnit.SECONDS), "a receipt");
        }

        @Override
        public MessageService withRequestTimeout(Duration timeout) {
            return this;
        }

        @Override
        public List<ItemResult> prepare(List<NewMessage> messages) {
            return now(messages.stream().map(NewMessage::id).toList(), MessageState.PREPARED);
        }

        @Override
        public List<ItemResult> submit(List<NewMessage> messages) {
            return now(messages.stream().map(NewMessage::id).toList(), MessageState.CONFIRMED);
        }

        @Override
        public List<ItemResult> confirm(List<UUID> ids) {
            return now(ids, MessageState.CONFIRMED);
        }

        @Override
        public List<ItemResult> cancel(List<UUID> ids) {
            return now(ids, MessageState.CANCELLED);
        }

        @Override
        public List<ItemResult> receipts(List<Receipt> sent) {
            receipts.addAll(sent);
            return sent.stream()
                    .map(receipt -> ItemResult.applied(receipt.id(), MessageState.CONSUMED))
                    .toList();
        }

        private List<ItemResult> now(List<UUID> ids, MessageState state) {
            ids.forEach(id -> states.put(id, state));
            return ids.stream().map(id -> ItemResult.applied(id, state)).toList();
        }

        @Override
        public void subscribe(String topic, String group, @Nullable String tags) {}

        @Override
        public void wantNotices(String topic) {}

        @Override
        public NoticeBatch claimNotices(List<String> topics, int max) {
            return new NoticeBatch(List.of(), 1_000);
        }

        @Override
        public void acknowledgeNotices(List<Long> numbers) {}

        @Override
        public ClientConfiguration configuration() {
            return new ClientConfiguration("shop", "broker", 1 << 20, 100, System.currentTimeMillis(), null);
        }
    }
}
