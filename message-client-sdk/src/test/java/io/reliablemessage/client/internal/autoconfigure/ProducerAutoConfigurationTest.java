package io.reliablemessage.client.internal.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.reliablemessage.client.DoubtfulMessage;
import io.reliablemessage.client.InvalidPropertyException;
import io.reliablemessage.client.Message;
import io.reliablemessage.client.NoTransactionException;
import io.reliablemessage.client.ReliableEvent;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.client.TransactionChecker;
import io.reliablemessage.client.internal.check.CheckBackFilter;
import io.reliablemessage.client.internal.schema.MissingTableException;
import io.reliablemessage.embedded.TestDatabase;
import io.reliablemessage.protocol.CheckRequest;
import io.reliablemessage.protocol.CheckResponse;
import io.reliablemessage.protocol.CheckSignature;
import io.reliablemessage.protocol.Verdict;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Three lines of settings in a Boot application with a database. */
@ExtendWith(OutputCaptureExtension.class)
class ProducerAutoConfigurationTest {
    private static final String TOKEN = "rm_app_three-lines";
    private final TestDatabase database = TestDatabase.create();
    private final JsonMapper json = JsonMapper.builder().build();

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        SimpleMeterRegistry registry() {
            return new SimpleMeterRegistry();
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void threeLinesAreEnoughToSendAndToAnswerCheckBacks() throws Exception {
        new JdbcTemplate(database.dataSource()).execute("CREATE TABLE shop_order (no INT PRIMARY KEY)");
        try (ConfigurableApplicationContext context = start()) {
            ReliableMessages messages = context.getBean(ReliableMessages.class);
            JdbcTemplate jdbc = new JdbcTemplate(context.getBean(DataSource.class));
            UUID committed = new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
                    .execute(status -> {
                        jdbc.update("INSERT INTO shop_order VALUES (1)");
                        return messages.send(
                                Message.to("orders").key("orderNo", "1").payload("x"));
                    });
            assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM rm_outbox", Integer.class))
                    .as("spooled, since there is no service")
                    .isEqualTo(1);
            CheckResponse response = askBack(context, committed);
            assertThat(response.verdicts()).containsExactly(new CheckResponse.Item(committed, Verdict.COMMITTED));
        }
    }

    /** The service asks at one address, behind which any of them may be. */
    @Test
    void anyInstanceAnswersForTheOneThatSentAndDied() throws Exception {
        UUID committed;
        try (ConfigurableApplicationContext one = start()) {
            committed = new TransactionTemplate(one.getBean(PlatformTransactionManager.class))
                    .execute(status -> one.getBean(ReliableMessages.class)
                            .send(Message.to("orders").payload("x")));
        }
        try (ConfigurableApplicationContext other = start()) {
            UUID id = Objects.requireNonNull(committed);
            assertThat(askBack(other, id).verdicts()).containsExactly(new CheckResponse.Item(id, Verdict.COMMITTED));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Checking {
        @Bean
        TransactionChecker checker() {
            return new OrdersChecker();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class CheckingTwice extends Checking {
        @Bean
        TransactionChecker secondChecker() {
            return new OrdersChecker();
        }
    }

    static final class OrdersChecker implements TransactionChecker {
        @Override
        public String topic() {
            return "orders";
        }

        @Override
        public Verdict check(DoubtfulMessage message) {
            return Verdict.IN_PROGRESS;
        }
    }

    @Test
    void checkerBeanIsAsked() throws Exception {
        try (ConfigurableApplicationContext context = start(Checking.class)) {
            UUID committed = new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
                    .execute(status -> context.getBean(ReliableMessages.class)
                            .send(Message.to("orders").payload("x")));
            assertThat(askBack(context, Objects.requireNonNull(committed)).verdicts())
                    .containsExactly(new CheckResponse.Item(committed, Verdict.IN_PROGRESS));
        }
    }

    @Test
    void twoCheckersForOneTopicAreNamedAtTheStart(CapturedOutput output) {
        assertThatThrownBy(() -> start(CheckingTwice.class));
        assertThat(output)
                .contains("both check the transactions of topic orders")
                .contains("Let one TransactionChecker");
    }

    @ReliableEvent(topic = "orders", key = "orderNo")
    record OrderPaid(String orderNo) {}

    @Test
    void publishedEventIsSentInThePublishersTransaction() {
        try (ConfigurableApplicationContext context = start("--reliable-message.mode=local")) {
            JdbcTemplate jdbc = new JdbcTemplate(context.getBean(DataSource.class));
            assertThatThrownBy(() -> context.publishEvent(new OrderPaid("1")))
                    .isInstanceOf(NoTransactionException.class)
                    .hasMessageContaining("submit");
            TransactionTemplate transaction =
                    new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
            transaction.executeWithoutResult(status -> {
                context.publishEvent(new OrderPaid("1"));
                status.setRollbackOnly();
            });
            assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM rm_outbox", Integer.class))
                    .isZero();
            transaction.executeWithoutResult(status -> context.publishEvent(new OrderPaid("1")));
            assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM rm_outbox", Integer.class))
                    .isEqualTo(1);
        }
    }

    @Test
    void unsignedQuestionIsRefusedWithoutABody() throws Exception {
        try (ConfigurableApplicationContext context = start()) {
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(checkUrl(context))
                                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.body()).isEmpty();
        }
    }

    @Test
    void metricsAreThere() {
        try (ConfigurableApplicationContext context = start()) {
            SimpleMeterRegistry registry = context.getBean(SimpleMeterRegistry.class);
            context.getBean(io.reliablemessage.client.internal.produce.ProducerMetrics.class)
                    .bindTo(registry);
            assertThat(registry.get("reliable.message.client.queue")
                            .tag("queue", "relay")
                            .gauge()
                            .value())
                    .isZero();
            assertThat(registry.get("reliable.message.client.outbox.age")
                            .gauge()
                            .value())
                    .isZero();
        }
    }

    @Test
    void secondStartFindsItsTables() {
        start().close();
        start().close();
    }

    @Test
    void missingTableNamesTheFileToRun(CapturedOutput output) {
        assertThatThrownBy(() -> start("--reliable-message.migrate=false"))
                .hasRootCauseInstanceOf(java.sql.SQLException.class)
                .hasStackTraceContaining(MissingTableException.class.getName());
        assertThat(output)
                .contains("db/reliable-message/mysql/V1__fence.sql")
                .as("one report, not the web server's as well")
                .doesNotContain("Error starting Tomcat context")
                .doesNotContain("HttpClientImpl$SelectorManager");
    }

    @Test
    void settingThatNamesAnUnsetVariableIsNamed(CapturedOutput output) {
        assertThatThrownBy(() -> start("--reliable-message.token=${SHOP_TOKEN_THAT_NOBODY_SETS}"))
                .hasRootCauseInstanceOf(InvalidPropertyException.class);
        assertThat(output).contains("reliable-message.token is ${SHOP_TOKEN_THAT_NOBODY_SETS}, and nothing sets that");
    }

    @Test
    void missingSettingIsNamed(CapturedOutput output) {
        assertThatThrownBy(() -> start("--reliable-message.token="))
                .hasRootCauseInstanceOf(InvalidPropertyException.class);
        assertThat(output).contains("reliable-message.token must be set");
    }

    @Test
    void switchedOffItNeedsNothing() {
        try (ConfigurableApplicationContext context =
                start("--reliable-message.enabled=false", "--reliable-message.token=")) {
            assertThat(context.getBeansOfType(ReliableMessages.class)).isEmpty();
        }
    }

    private CheckResponse askBack(ConfigurableApplicationContext context, UUID id) throws Exception {
        CheckRequest question = new CheckRequest(
                UUID.randomUUID(),
                "shop",
                Instant.now(),
                List.of(new CheckRequest.Item(id, "orders", null, Instant.now())));
        byte[] body = json.writeValueAsBytes(question);
        long now = System.currentTimeMillis();
        byte[] key = CheckSignature.keyOf(TOKEN);
        HttpResponse<byte[]> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(checkUrl(context))
                                .header(CheckSignature.TIMESTAMP_HEADER, Long.toString(now))
                                .header(
                                        CheckSignature.SIGNATURE_HEADER,
                                        CheckSignature.signRequest(List.of(key), now, body))
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(CheckSignature.isResponseSigned(
                        List.of(key),
                        Long.parseLong(response.headers()
                                .firstValue(CheckSignature.TIMESTAMP_HEADER)
                                .orElseThrow()),
                        response.body(),
                        response.headers()
                                .firstValue(CheckSignature.SIGNATURE_HEADER)
                                .orElseThrow()))
                .isTrue();
        CheckResponse read = json.readValue(response.body(), CheckResponse.class);
        assertThat(read.requestId()).isEqualTo(question.requestId());
        return read;
    }

    private static URI checkUrl(ConfigurableApplicationContext context) {
        return URI.create(
                "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + CheckBackFilter.PATH);
    }

    /** Port 9 is not listened to: the service is away. */
    private ConfigurableApplicationContext start(String... more) {
        return start(Application.class, more);
    }

    private ConfigurableApplicationContext start(Class<?> configuration, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password(),
                "--reliable-message.service-url=http://127.0.0.1:9",
                "--reliable-message.application=shop",
                "--reliable-message.token=" + TOKEN));
        for (String argument : more) {
            String name = argument.substring(0, argument.indexOf('=') + 1);
            arguments.removeIf(earlier -> earlier.startsWith(name));
            arguments.add(argument);
        }
        SpringApplication application = new SpringApplicationBuilder(Application.class, configuration).build();
        return application.run(arguments.toArray(String[]::new));
    }
}
