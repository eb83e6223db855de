package io.reliablemessage.quickstart.example.redpacket;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.embedded.TestDatabase;
import io.reliablemessage.quickstart.example.redpacket.RedPackets.Drawn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** The example of docs/idempotent-calls.md, as it is. */
class RedPacketExampleTest {
    private static final int USERS = 10;
    private static final int TAPS = 4;

    private final HttpClient client = HttpClient.newHttpClient();
    private @Nullable TestDatabase database;
    private @Nullable ServletWebServerApplicationContext application;

    @BeforeEach
    void start() {
        TestDatabase fresh = TestDatabase.create();
        database = fresh;
        application = (ServletWebServerApplicationContext) RedPacketExample.application()
                .run(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--RED_PACKETS_TOKEN=rm_app_example",
                        "--spring.datasource.url=" + fresh.jdbcUrl(),
                        "--spring.datasource.username=" + fresh.user(),
                        "--spring.datasource.password=" + fresh.password());
    }

    @AfterEach
    void stop() {
        running().close();
        if (database != null) {
            database.close();
        }
    }

    @Test
    void everybodyDrawsOnceHoweverOftenTheyTap() throws Exception {
        String packetNo = packetNoIn(fill("christmas", 10_000, USERS));
        Map<String, Set<Drawn>> byUser = new HashMap<>();
        ExecutorService taps = Executors.newFixedThreadPool(USERS * TAPS);
        try {
            Map<String, List<Future<Drawn>>> drawn = new HashMap<>();
            for (int tap = 0; tap < TAPS; tap++) {
                for (int user = 0; user < USERS; user++) {
                    String userNo = "u" + user;
                    drawn.computeIfAbsent(userNo, each -> new ArrayList<>())
                            .add(taps.submit(() -> open(packetNo, userNo)));
                }
            }
            for (Map.Entry<String, List<Future<Drawn>>> each : drawn.entrySet()) {
                for (Future<Drawn> one : each.getValue()) {
                    byUser.computeIfAbsent(each.getKey(), user -> new HashSet<>())
                            .add(one.get(60, TimeUnit.SECONDS));
                }
            }
        } finally {
            taps.shutdownNow();
        }

        assertThat(byUser.values()).hasSize(USERS).allMatch(amounts -> amounts.size() == 1);
        assertThat(byUser.values().stream()
                        .flatMap(Set::stream)
                        .mapToLong(Drawn::cents)
                        .sum())
                .isEqualTo(10_000);
        assertThat(JdbcClient.create(running().getBean(DataSource.class))
                        .sql("SELECT count(*) FROM red_packet_draw")
                        .query(Integer.class)
                        .single())
                .isEqualTo(USERS);
    }

    @Test
    void packetIsFilledOnceHoweverOftenTheRequestIsSent() throws Exception {
        HttpResponse<String> first = fill("birthday", 500, 5);
        HttpResponse<String> again = fill("birthday", 500, 5);
        HttpResponse<String> other = fill("birthday", 600, 5);

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.headers().firstValue("Location"))
                .isPresent()
                .isEqualTo(first.headers().firstValue("Location"));
        assertThat(packetNoIn(again)).isEqualTo(packetNoIn(first));
        assertThat(other.statusCode()).isEqualTo(422);
    }

    private HttpResponse<String> fill(String occasion, long cents, int shares)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(url("/red-packets"))
                        .header("Content-Type", "application/json")
                        .header(
                                "Idempotency-Key",
                                UUID.nameUUIDFromBytes(occasion.getBytes(StandardCharsets.UTF_8))
                                        .toString())
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"cents\":" + cents + ",\"shares\":" + shares + "}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private Drawn open(String packetNo, String userNo) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(url("/red-packets/" + packetNo + "/draws/" + userNo))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonMapper.shared().readValue(response.body(), Drawn.class);
    }

    private static String packetNoIn(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body()).path("packetNo").asString();
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + running().getWebServer().getPort() + path);
    }

    private ServletWebServerApplicationContext running() {
        ServletWebServerApplicationContext context = application;
        if (context == null) {
            throw new IllegalStateException("Not started");
        }
        return context;
    }
}
