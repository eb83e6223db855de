package io.reliablemessage.service.checkback;

import static io.reliablemessage.service.checkback.StubApplication.respond;
import static io.reliablemessage.service.checkback.StubApplication.signed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.reliablemessage.protocol.CheckResponse;
import io.reliablemessage.protocol.CheckSignature;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.protocol.Verdict;
import io.reliablemessage.protocol.management.PauseKind;
import io.reliablemessage.protocol.management.PauseRequest;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.service.CoreTest;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.Together;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.Outbox;
import io.reliablemessage.service.pause.Pauses;
import io.reliablemessage.service.scheduling.Duty;
import io.reliablemessage.service.scheduling.Node;
import io.reliablemessage.service.security.Caller;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.ContextConfiguration;

@SpringBootTest(
        classes = {CoreTest.Core.class, CheckBackTest.Parts.class},
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "reliable-message.check-back.allowed-networks=127.0.0.1",
            "reliable-message.check-back.connect-timeout=500ms",
            "reliable-message.check-back.response-timeout=700ms"
        })
@ContextConfiguration(initializers = CoreTest.FreshDatabase.class)
@Timeout(60)
class CheckBackTest {
    private static final Set<Integer> ALL = IntStream.range(0, 16).boxed().collect(Collectors.toSet());
    private static final Caller ANN = new Caller(null, "ann", Role.OPERATOR);
    private static final Caller BOB = new Caller(null, "bob", Role.OPERATOR);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TestConfiguration(proxyBeanMethods = false)
    @ComponentScan(
            basePackages = "io.reliablemessage.service.checkback",
            excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*\\.web\\..*|.*Test.*"))
    @EnableConfigurationProperties(CheckBackProperties.class)
    static class Parts {
        @Bean
        Node node() {
            return new Node("node-on-test");
        }
    }

    @Autowired
    private CheckBack checkBack;

    @Autowired
    private UndecidedMessages undecided;

    @Autowired
    private Outbox outbox;

    @Autowired
    private Producer producer;

    @Autowired
    private Pauses pauses;

    @Autowired
    @Qualifier("endOfPauses")
    private Duty endOfPauses;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private MeterRegistry metrics;

    private final StubApplication stub = new StubApplication();
    private int application;
    private Producer.TopicOnTest topic = new Producer.TopicOnTest(0, "");

    @BeforeEach
    void register() {
        application = application(stub.url(), stub.token);
        topic = producer.topic(application, "group");
    }

    @AfterEach
    void stopAsking() {
        stub.close();
        jdbc.update("UPDATE message SET state = 'CANCELLED', due_at = NULL, due_shard = NULL WHERE state = 'PREPARED'");
    }

    @Test
    void committedVerdictsConfirmAndRolledBackOnesCancel() {
        UUID committed = due();
        UUID rolledBack = due();
        stub.answers(question -> new CheckResponse(
                question.requestId(),
                List.of(
                        new CheckResponse.Item(rolledBack, Verdict.ROLLED_BACK),
                        new CheckResponse.Item(committed, Verdict.COMMITTED))));
        checkBack.checkUnconfirmed(ALL);
        assertThat(state(committed)).isEqualTo("CONFIRMED");
        assertThat(state(rolledBack)).isEqualTo("CANCELLED");
        assertThat(stub.questions).hasSize(1);
        assertThat(stub.questions.get(0).items())
                .hasSize(2)
                .allSatisfy(item -> assertThat(item.key()).isNotNull())
                .allSatisfy(item -> assertThat(item.topic()).isEqualTo(topic.name()));
        assertThat(answers(committed)).containsExactly("1 COMMITTED node-on-test");
    }

    @Test
    void pausedApplicationIsNotAskedUntilItIsResumed() {
        Caller operator = new Caller(null, "ann", Role.OPERATOR);
        String name = jdbc.queryForObject("SELECT name FROM application WHERE id = ?", String.class, application);
        pauses.put(PauseKind.APPLICATION, name, new PauseRequest("it is being mended", null), operator);
        UUID id = due();
        stub.says(Verdict.COMMITTED);
        for (int i = 0; i < 3; i++) {
            checkBack.checkUnconfirmed(ALL);
        }
        assertThat(stub.questions).isEmpty();
        assertThat(state(id)).isEqualTo("PREPARED");
        UUID other = prepared();
        outbox.confirm(application, List.of(other));
        assertThat(state(other)).isEqualTo("CONFIRMED");
        pauses.end(PauseKind.APPLICATION, name, "mended", operator);
        for (int i = 0; i < 5; i++) {
            endOfPauses.step(Set.of());
        }
        checkBack.checkUnconfirmed(ALL);
        assertThat(stub.questions).hasSize(1);
        assertThat(state(id)).isEqualTo("CONFIRMED");
    }

    @Test
    void nobodyIsAskedBeforeTheGraceIsOver() {
        UUID id = prepared();
        stub.says(Verdict.COMMITTED);
        assertThat(checkBack.checkUnconfirmed(ALL)).isFalse();
        assertThat(stub.questions).isEmpty();
        assertThat(state(id)).isEqualTo("PREPARED");
    }

    @Test
    void moreThanABatchIsAskedInSeveralSteps() {
        List<UUID> ids = IntStream.range(0, 300).mapToObj(i -> prepared()).toList();
        ids.forEach(this::makeDue);
        stub.says(Verdict.ROLLED_BACK);
        int steps = 0;
        while (checkBack.checkUnconfirmed(ALL)) {
            steps++;
        }
        assertThat(steps).isBetween(1, 30);
        assertThat(ids).allSatisfy(id -> assertThat(state(id)).isEqualTo("CANCELLED"));
        assertThat(stub.questions)
                .allSatisfy(question -> assertThat(question.items()).hasSizeBetween(1, 200));
    }

    static Stream<Arguments> unbelievableAnswers() {
        StubApplication.Reply html =
                (exchange, question) -> respond(exchange, 200, "text/html", "<html>COMMITTED</html>".getBytes(UTF_8));
        StubApplication.Reply garbage = (exchange, question) ->
                signed(exchange, "{]".getBytes(UTF_8), question.askedAt().toEpochMilli(), "rm_app_test");
        StubApplication.Reply empty = (exchange, question) -> respond(exchange, 200, "application/json", new byte[0]);
        StubApplication.Reply unsigned = (exchange, question) -> respond(
                exchange,
                200,
                "application/json",
                committed(question.requestId(), question.items().get(0).id()));
        StubApplication.Reply wrongKey = (exchange, question) -> signed(
                exchange,
                committed(question.requestId(), question.items().get(0).id()),
                question.askedAt().toEpochMilli(),
                "rm_app_other");
        StubApplication.Reply wrongRequest = (exchange, question) -> signed(
                exchange,
                committed(UUID.randomUUID(), question.items().get(0).id()),
                question.askedAt().toEpochMilli(),
                "rm_app_test");
        StubApplication.Reply old = (exchange, question) -> signed(
                exchange,
                committed(question.requestId(), question.items().get(0).id()),
                question.askedAt().toEpochMilli() - CheckSignature.MAX_SKEW_MILLIS - 1000,
                "rm_app_test");
        StubApplication.Reply requestSignature = (exchange, question) -> {
            byte[] body =
                    committed(question.requestId(), question.items().get(0).id());
            long now = question.askedAt().toEpochMilli();
            exchange.getResponseHeaders().set(CheckSignature.TIMESTAMP_HEADER, Long.toString(now));
            exchange.getResponseHeaders()
                    .set(
                            CheckSignature.SIGNATURE_HEADER,
                            CheckSignature.signRequest(List.of(CheckSignature.keyOf("rm_app_test")), now, body));
            respond(exchange, 200, "application/json", body);
        };
        StubApplication.Reply otherIds = (exchange, question) -> signed(
                exchange,
                committed(question.requestId(), UUID.randomUUID()),
                question.askedAt().toEpochMilli(),
                "rm_app_test");
        StubApplication.Reply unknownWord = (exchange, question) -> signed(
                exchange,
                new String(
                                committed(
                                        question.requestId(),
                                        question.items().get(0).id()),
                                UTF_8)
                        .replace("COMMITTED", "SURE")
                        .getBytes(UTF_8),
                question.askedAt().toEpochMilli(),
                "rm_app_test");
        StubApplication.Reply contradiction = (exchange, question) -> {
            UUID id = question.items().get(0).id();
            byte[] body = ("{\"requestId\":\"" + question.requestId() + "\",\"verdicts\":[{\"id\":\"" + id
                            + "\",\"verdict\":\"COMMITTED\"},{\"id\":\"" + id + "\",\"verdict\":\"ROLLED_BACK\"}]}")
                    .getBytes(UTF_8);
            signed(exchange, body, question.askedAt().toEpochMilli(), "rm_app_test");
        };
        StubApplication.Reply huge = (exchange, question) -> signed(
                exchange,
                new byte[CheckBackClient.MAX_ANSWER_BYTES + 1],
                question.askedAt().toEpochMilli(),
                "rm_app_test");
        return Stream.of(
                Arguments.of("a page", html),
                Arguments.of("garbage", garbage),
                Arguments.of("nothing", empty),
                Arguments.of("unsigned", unsigned),
                Arguments.of("another key", wrongKey),
                Arguments.of("another request", wrongRequest),
                Arguments.of("too old", old),
                Arguments.of("signed as a question", requestSignature),
                Arguments.of("other ids", otherIds),
                Arguments.of("an unknown word", unknownWord),
                Arguments.of("a contradiction", contradiction),
                Arguments.of("too long", huge));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unbelievableAnswers")
    void answerThatCannotBeBelievedIsUnknownAndUsesUpACheck(String kind, StubApplication.Reply reply) {
        UUID id = due();
        stub.replies(reply);
        checkBack.checkUnconfirmed(ALL);
        assertThat(state(id)).isEqualTo("PREPARED");
        assertThat(checks(id)).isOne();
        assertThat(answers(id)).containsExactly("1 UNKNOWN node-on-test");
        assertThat(isDue(id)).isFalse();
    }

    @Test
    void replayedAnswerIsUnknown() {
        UUID id = due();
        AtomicReference<byte[]> first = new AtomicReference<>(new byte[0]);
        stub.replies((exchange, question) -> {
            if (first.get().length == 0) {
                first.set(new String(committed(question.requestId(), id), UTF_8)
                        .replace("COMMITTED", "IN_PROGRESS")
                        .getBytes(UTF_8));
            }
            signed(exchange, first.get(), question.askedAt().toEpochMilli(), "rm_app_test");
        });
        checkBack.checkUnconfirmed(ALL);
        makeDue(id);
        checkBack.checkUnconfirmed(ALL);
        assertThat(answers(id)).containsExactly("1 IN_PROGRESS node-on-test", "2 UNKNOWN node-on-test");
    }

    static Stream<Arguments> silences() {
        StubApplication.Reply serverError = (exchange, question) -> signedWith(
                500, exchange, question.requestId(), question.items().get(0).id());
        StubApplication.Reply notFound =
                (exchange, question) -> respond(exchange, 404, "text/html", "no".getBytes(UTF_8));
        StubApplication.Reply redirect = (exchange, question) -> {
            exchange.getResponseHeaders().set("Location", "http://169.254.169.254/latest/meta-data");
            respond(exchange, 302, "text/plain", new byte[0]);
        };
        StubApplication.Reply redirectHome = (exchange, question) -> {
            exchange.getResponseHeaders().set("Location", "/check");
            respond(exchange, 307, "text/plain", new byte[0]);
        };
        StubApplication.Reply cut = (exchange, question) -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(1);
            exchange.close();
        };
        StubApplication.Reply drip = (exchange, question) -> {
            byte[] body =
                    committed(question.requestId(), question.items().get(0).id());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            CountDownLatch never = new CountDownLatch(1);
            for (byte each : body) {
                exchange.getResponseBody().write(each);
                exchange.getResponseBody().flush();
                try {
                    never.await(100, java.util.concurrent.TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    return;
                }
            }
        };
        return Stream.of(
                Arguments.of("500", serverError),
                Arguments.of("404", notFound),
                Arguments.of("redirect to a forbidden address", redirect),
                Arguments.of("redirect to itself", redirectHome),
                Arguments.of("cut off", cut),
                Arguments.of("slow drip", drip));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("silences")
    void unansweredQuestionUsesUpNoCheckButBacksOff(String kind, StubApplication.Reply reply) {
        UUID id = due();
        stub.replies(reply);
        checkBack.checkUnconfirmed(ALL);
        assertThat(state(id)).isEqualTo("PREPARED");
        assertThat(checks(id)).isZero();
        assertThat(answers(id)).containsExactly("1 UNANSWERED node-on-test");
        assertThat(isDue(id)).isFalse();
        assertThat(stub.questions).hasSize(1);
    }

    @Test
    void deadOrForbiddenAddressOfOneApplicationLeavesTheOthersAlone() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        UUID refused = dueOf(application("http://127.0.0.1:" + free + "/check", "rm_app_test"));
        UUID forbidden = dueOf(application("http://127.0.0.2:" + free + "/check", "rm_app_test"));
        UUID decimal = dueOf(application("http://2130706434:" + free + "/check", "rm_app_test"));
        UUID answered = due();
        stub.says(Verdict.COMMITTED);
        checkBack.checkUnconfirmed(ALL);
        assertThat(state(answered)).isEqualTo("CONFIRMED");
        assertThat(detail(refused)).contains("refused");
        assertThat(detail(forbidden)).contains("127.0.0.2").contains("allowed-networks");
        assertThat(detail(decimal)).contains("127.0.0.2").contains("allowed-networks");
    }

    @Test
    void applicationThatJustKeptSilentIsNotAskedAgainAtOnce() {
        UUID one = due();
        checkBack.checkUnconfirmed(ALL);
        UUID other = due();
        makeDue(one);
        checkBack.checkUnconfirmed(ALL);
        assertThat(stub.questions).hasSize(1);
        assertThat(answers(other)).isEmpty();
        assertThat(isDue(other)).isFalse();
    }

    @Test
    void lastAllowedAnswerWithoutADecisionMakesItUndecided() {
        jdbc.update("UPDATE topic SET max_checks = 2 WHERE id = ?", topic.id());
        topic = renamed(topic);
        UUID id = due();
        stub.says(Verdict.IN_PROGRESS);
        checkBack.checkUnconfirmed(ALL);
        assertThat(state(id)).isEqualTo("PREPARED");
        double before = metrics.counter("reliable.message.undecided").count();
        makeDue(id);
        checkBack.checkUnconfirmed(ALL);
        assertThat(state(id)).isEqualTo("UNDECIDED");
        assertThat(checks(id)).isEqualTo(2);
        assertThat(metrics.counter("reliable.message.undecided").count()).isEqualTo(before + 1);
        assertThat(answers(id)).containsExactly("1 IN_PROGRESS node-on-test", "2 IN_PROGRESS node-on-test");
    }

    @Test
    void unansweredForTooLongBecomesUndecided() {
        UUID young = due();
        UUID old = due();
        jdbc.update("UPDATE message SET created_at = UTC_TIMESTAMP(3) - INTERVAL 25 HOUR WHERE id = ?", (Object)
                Ids.toBytes(old));
        checkBack.checkUnconfirmed(ALL);
        assertThat(state(old)).isEqualTo("UNDECIDED");
        assertThat(state(young)).isEqualTo("PREPARED");
    }

    @Test
    void confirmDuringTheQuestionWins() {
        UUID id = due();
        jdbc.update("UPDATE topic SET max_checks = 1 WHERE id = ?", topic.id());
        stub.answers(question -> {
            outbox.confirm(application, List.of(id));
            return new CheckResponse(question.requestId(), List.of(new CheckResponse.Item(id, Verdict.UNKNOWN)));
        });
        checkBack.checkUnconfirmed(ALL);
        assertThat(state(id)).isEqualTo("CONFIRMED");
    }

    @Test
    void nodesThatLookAtTheSameTimeAskOnce() throws Exception {
        List<UUID> ids = IntStream.range(0, 60).mapToObj(i -> due()).toList();
        stub.says(Verdict.COMMITTED);
        ExecutorService nodes = Executors.newFixedThreadPool(4);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Boolean>> looks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            looks.add(nodes.submit(() -> {
                start.await();
                return checkBack.checkUnconfirmed(ALL);
            }));
        }
        start.countDown();
        for (Future<Boolean> look : looks) {
            look.get();
        }
        nodes.shutdown();
        assertThat(ids).allSatisfy(id -> assertThat(state(id)).isEqualTo("CONFIRMED"));
        assertThat(stub.questions.stream().flatMap(question -> question.items().stream()))
                .hasSize(ids.size());
    }

    @Test
    void operatorDecidesUndecidedMessagesOnceAndIsRecorded() {
        UUID committed = undecided();
        UUID cancelled = undecided();
        assertThat(undecided.commit(committed, ANN, "order is paid"))
                .contains(new UndecidedMessages.Word(MessageState.CONFIRMED, true));
        assertThat(undecided.cancel(cancelled, ANN, "no such order"))
                .contains(new UndecidedMessages.Word(MessageState.CANCELLED, true));
        assertThat(undecided.cancel(committed, BOB, "really?"))
                .contains(new UndecidedMessages.Word(MessageState.CONFIRMED, false));
        assertThat(undecided.commit(UUID.randomUUID(), BOB, "what?")).isEmpty();
        assertThat(answers(committed)).containsExactly("1 OPERATOR_COMMITTED ann");
        assertThat(answers(cancelled)).containsExactly("1 OPERATOR_CANCELLED ann");
        assertThat(detail(committed)).isEqualTo("order is paid");
        assertThat(audited(committed)).containsExactly("ann MESSAGE_COMMITTED order is paid");
        assertThat(audited(cancelled)).containsExactly("ann MESSAGE_CANCELLED no such order");
    }

    @Test
    void ofOperatorsWhoDecideAtOnceOneIsRecorded() throws Exception {
        for (int i = 0; i < 10; i++) {
            UUID id = undecided();
            List<Boolean> moved = Together.run(
                    4,
                    n -> () -> (n % 2 == 0 ? undecided.commit(id, ANN, "paid") : undecided.cancel(id, BOB, "not paid"))
                            .orElseThrow()
                            .moved());
            assertThat(moved).containsOnlyOnce(true);
            assertThat(answers(id)).hasSize(1);
            assertThat(audited(id)).hasSize(1);
        }
    }

    private List<String> audited(UUID id) {
        return jdbc.queryForList(
                "SELECT CONCAT(actor, ' ', action, ' ', reason) FROM audit WHERE target = ? AND outcome = 'DONE'",
                String.class,
                "message " + id);
    }

    private UUID undecided() {
        UUID id = prepared();
        jdbc.update("UPDATE message SET state = 'UNDECIDED', due_at = NULL, due_shard = NULL WHERE id = ?", (Object)
                Ids.toBytes(id));
        return id;
    }

    private Producer.TopicOnTest renamed(Producer.TopicOnTest changed) {
        Producer.TopicOnTest fresh = producer.topic(application, "group");
        jdbc.update("UPDATE topic SET max_checks = 2 WHERE id = ?", fresh.id());
        assertThat(fresh.id()).isNotEqualTo(changed.id());
        return fresh;
    }

    private static void signedWith(int status, com.sun.net.httpserver.HttpExchange exchange, UUID requestId, UUID id)
            throws java.io.IOException {
        respond(exchange, status, "application/json", committed(requestId, id));
    }

    private static byte[] committed(UUID requestId, UUID id) {
        return ("{\"requestId\":\"" + requestId + "\",\"verdicts\":[{\"id\":\"" + id
                        + "\",\"verdict\":\"COMMITTED\"}]}")
                .getBytes(UTF_8);
    }

    private int application(String url, String token) {
        String name = "asked-" + NUMBER.incrementAndGet();
        jdbc.update("INSERT INTO application (name, check_url, created_at) VALUES (?, ?, UTC_TIMESTAMP(3))", name, url);
        Integer id = jdbc.queryForObject("SELECT id FROM application WHERE name = ?", Integer.class, name);
        jdbc.update(
                "INSERT INTO credential (application_id, token_hash, signing_key, created_at)"
                        + " VALUES (?, RANDOM_BYTES(32), ?, UTC_TIMESTAMP(3))",
                id,
                CheckSignature.keyOf(token));
        return id == null ? 0 : id;
    }

    private UUID due() {
        return dueOf(application);
    }

    private UUID dueOf(int producing) {
        UUID id = prepared(producing);
        makeDue(id);
        return id;
    }

    private UUID prepared() {
        return prepared(application);
    }

    private UUID prepared(int producing) {
        NewMessage message = Producer.message(topic.name());
        assertThat(outbox.prepare(producing, List.of(message)).get(0).outcome()).isEqualTo(Outcome.APPLIED);
        return message.id();
    }

    private void makeDue(UUID id) {
        jdbc.update(
                "UPDATE message SET due_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE id = ? AND state = 'PREPARED'",
                (Object) Ids.toBytes(id));
    }

    private String state(UUID id) {
        return String.valueOf(
                jdbc.queryForObject("SELECT state FROM message WHERE id = ?", String.class, (Object) Ids.toBytes(id)));
    }

    private int checks(UUID id) {
        Integer checks =
                jdbc.queryForObject("SELECT checks FROM message WHERE id = ?", Integer.class, (Object) Ids.toBytes(id));
        return checks == null ? -1 : checks;
    }

    private boolean isDue(UUID id) {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "SELECT due_at <= UTC_TIMESTAMP(3) + INTERVAL 20 SECOND FROM message WHERE id = ?",
                Boolean.class,
                (Object) Ids.toBytes(id)));
    }

    private List<String> answers(UUID id) {
        return jdbc.queryForList(
                "SELECT CONCAT(number, ' ', answer, ' ', asked_by) FROM check_back WHERE message_id = ? ORDER BY number",
                String.class,
                (Object) Ids.toBytes(id));
    }

    private String detail(UUID id) {
        return String.valueOf(jdbc.queryForObject(
                "SELECT detail FROM check_back WHERE message_id = ?", String.class, (Object) Ids.toBytes(id)));
    }
}
