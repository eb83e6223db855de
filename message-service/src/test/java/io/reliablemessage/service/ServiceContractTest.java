package io.reliablemessage.service;

import io.reliablemessage.client.internal.HttpMessageService;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.service.deadletter.DeadLetterDecisions;
import io.reliablemessage.service.delivery.Claims;
import io.reliablemessage.service.outbox.Shards;
import io.reliablemessage.service.scheduling.Duty;
import io.reliablemessage.service.web.ProblemException;
import io.reliablemessage.testkit.contract.MessageServiceContract;
import io.reliablemessage.testkit.contract.ServiceOnTest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.web.servlet.client.RestTestClient;

/** A real node, asked over HTTP by the SDK's own client, keeps to the contract that the test kit's service in memory keeps to. */
@ServiceTest
class ServiceContractTest extends MessageServiceContract implements ServiceOnTest {
    private static final Map<String, MessageService> APPLICATIONS = new ConcurrentHashMap<>();

    @LocalServerPort
    int port;

    @Autowired
    RestTestClient http;

    @Autowired
    RecordingBroker broker;

    @Autowired
    JdbcTemplate jdbc;

    @Autowired
    Claims claims;

    @Autowired
    List<Duty> duties;

    @Autowired
    DeadLetterDecisions decisions;

    @Override
    protected ServiceOnTest service() {
        return this;
    }

    @Override
    public MessageService application(String name) {
        return APPLICATIONS.computeIfAbsent(name, this::register);
    }

    private MessageService register(String name) {
        Api api = Api.administrator(http);
        api.call(HttpMethod.PUT, "/v1/applications/" + name, "{\"checkUrl\":\"http://127.0.0.1:1/check-back\"}");
        String token = api.json(api.call(HttpMethod.POST, "/v1/applications/" + name + "/tokens", null))
                .get("token")
                .asString();
        return new HttpMessageService(URI.create("http://127.0.0.1:" + port), token, Duration.ofSeconds(20));
    }

    @Override
    public void topic(String name) {
        Api.administrator(http)
                .call(
                        HttpMethod.PUT,
                        "/v1/topics/" + name,
                        "{\"schedule\":[\"PT1H\"],\"maxAttempts\":3,\"maxPayloadBytes\":1000}");
    }

    @Override
    public Optional<MessageState> state(UUID id) {
        return rows().message(id).map(Rows.MessageRow::state);
    }

    @Override
    public int published(UUID id) {
        return broker.deliveriesOf(id).size();
    }

    @Override
    public void leaveUndecided(UUID id) {
        rows().leaveUndecided(id);
    }

    @Override
    public void expire(UUID id) {
        rows().letExpire(id);
        claims.expireDue(Set.of(Shards.of(id)), 1_000);
    }

    @Override
    public void redeliver(UUID id) {
        rows().makeDue(id);
        Duty redelivery = duties.stream()
                .filter(duty -> duty.name().equals("redelivery"))
                .findFirst()
                .orElseThrow();
        while (redelivery.step(Set.of(Shards.of(id)))) {
            Thread.onSpinWait();
        }
    }

    @Override
    public boolean replay(UUID id, String group) {
        return decide(id, group, letter -> decisions.replay(letter, "fixed", Producer.OPERATOR));
    }

    @Override
    public boolean discard(UUID id, String group) {
        return decide(id, group, letter -> decisions.discard(letter, "given up", Producer.OPERATOR));
    }

    private boolean decide(UUID id, String group, Consumer<UUID> decision) {
        Integer position = jdbc.queryForObject(
                "SELECT MIN(position) FROM subscription WHERE group_name = ?", Integer.class, group);
        Rows.CaseRow letter = rows().cases(id).get(position);
        if (letter == null) {
            return false;
        }
        try {
            decision.accept(letter.id());
            return true;
        } catch (ProblemException notOpen) {
            return false;
        }
    }

    private Rows rows() {
        return new Rows(jdbc);
    }
}
