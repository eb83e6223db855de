package io.reliablemessage.quickstart.example.plain;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.CheckRequest;
import io.reliablemessage.protocol.CheckResponse;
import io.reliablemessage.protocol.CheckSignature;
import io.reliablemessage.protocol.Verdict;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import tools.jackson.databind.json.JsonMapper;

/** The program without Spring Boot, while the service is away: what it sends waits in its database, and it answers for it. */
class PlainExampleTest {
    private static final String TOKEN = "rm_app_plain-example";
    private final DriverManagerDataSource dataSource =
            new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    private final JdbcClient jdbc = JdbcClient.create(dataSource);
    private PlainExample example;

    @BeforeEach
    void start() throws Exception {
        Resource[] scripts =
                new PathMatchingResourcePatternResolver().getResources("classpath:db/reliable-message/h2/V*.sql");
        Arrays.sort(scripts, Comparator.comparing(script -> String.valueOf(script.getFilename())));
        new ResourceDatabasePopulator(scripts).execute(dataSource);
        jdbc.sql("CREATE TABLE plain_order (order_no VARCHAR(50) PRIMARY KEY)").update();
        example = new PlainExample(dataSource, URI.create("http://127.0.0.1:9"), TOKEN);
        example.start();
    }

    @AfterEach
    void stop() {
        example.close();
    }

    @Test
    void orderIsSpooledAndAnsweredFor() throws Exception {
        UUID id = example.order("1");
        assertThat(jdbc.sql("SELECT topic FROM rm_outbox").query(String.class).list())
                .containsExactly("plain-orders");
        HttpResponse<byte[]> answer = ask(id);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JsonMapper.shared()
                        .readValue(answer.body(), CheckResponse.class)
                        .verdicts())
                .containsExactly(new CheckResponse.Item(id, Verdict.COMMITTED));
    }

    private HttpResponse<byte[]> ask(UUID id) throws Exception {
        byte[] body = JsonMapper.shared()
                .writeValueAsBytes(new CheckRequest(
                        UUID.randomUUID(),
                        "plain-orders",
                        Instant.now(),
                        List.of(new CheckRequest.Item(id, "plain-orders", null, Instant.now()))));
        long now = System.currentTimeMillis();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(example.checkBackAddress())
                                .header(CheckSignature.TIMESTAMP_HEADER, Long.toString(now))
                                .header(
                                        CheckSignature.SIGNATURE_HEADER,
                                        CheckSignature.signRequest(List.of(CheckSignature.keyOf(TOKEN)), now, body))
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
    }
}
