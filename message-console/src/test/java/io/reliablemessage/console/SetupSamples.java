package io.reliablemessage.console;

import io.reliablemessage.protocol.management.ApplicationDetails;
import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.AuditEntry;
import io.reliablemessage.protocol.management.AuditOutcome;
import io.reliablemessage.protocol.management.CheckAddressTrial;
import io.reliablemessage.protocol.management.DutyState;
import io.reliablemessage.protocol.management.GroupStanding;
import io.reliablemessage.protocol.management.IssuedPassword;
import io.reliablemessage.protocol.management.IssuedToken;
import io.reliablemessage.protocol.management.OperatorDetails;
import io.reliablemessage.protocol.management.Overview;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.PauseDetails;
import io.reliablemessage.protocol.management.PauseKind;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.protocol.management.Statistics;
import io.reliablemessage.protocol.management.SubscriptionDetails;
import io.reliablemessage.protocol.management.TokenDetails;
import io.reliablemessage.protocol.management.TopicDetails;
import io.reliablemessage.protocol.management.WithoutSubscriber;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a service might answer about itself and its set-up. Whatever somebody can write is {@code text} wherever that is possible. */
public final class SetupSamples {
    public static final Instant MADE = Instant.parse("2026-11-30T06:00:00Z");

    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    private SetupSamples() {}

    public static Overview overview(Instant now, String text) {
        Overview.Count none = new Overview.Count(0, false);
        return new Overview(
                now.minusSeconds(3),
                new Overview.Ages(45_000L, 185_000L, 4 * MINUTE, 51 * HOUR),
                List.of(
                        new Overview.Line("payments", null, new Overview.Ages(45_000L, 20_000L, null, null), none),
                        new Overview.Line(
                                "orders",
                                text,
                                new Overview.Ages(null, null, 4 * MINUTE, 51 * HOUR),
                                new Overview.Count(1_000, true)),
                        new Overview.Line(text, null, new Overview.Ages(null, 185_000L, null, null), none)),
                List.of(
                        new Overview.NodeStatus(
                                "node-a-7f3c", now.minusSeconds(86_400), now.minusSeconds(1), true, "CLOSED"),
                        new Overview.NodeStatus(
                                "node-b-11d0", now.minusSeconds(7_200), now.minusSeconds(2), true, "HALF_OPEN"),
                        new Overview.NodeStatus(text, now.minusSeconds(7_200), now.minusSeconds(600), false, null)),
                List.of(
                        new DutyState("redelivery", "node-a-7f3c", now, now, null, null, 1_234_567, 100, 100L),
                        new DutyState(
                                text,
                                "node-b-11d0",
                                now,
                                now.minusSeconds(400),
                                now.minusSeconds(20),
                                text,
                                17,
                                100,
                                400_000L)),
                new Overview.Count(37, false),
                new Overview.Count(2, false),
                new Overview.Count(1_000, true),
                12_400,
                false,
                352.6,
                35L,
                3,
                new Overview.Count(1_000, true));
    }

    public static Statistics statistics(Instant from, Duration step) {
        List<Statistics.Point> points = new ArrayList<>();
        int count = (int) (Duration.ofHours(step.toMinutes() > 1 ? 24 : 1).dividedBy(step));
        for (int i = 0; i < count; i++) {
            long wave = Math.round(9_000 + 6_000 * Math.sin(i / 7.0)) * step.toMinutes();
            points.add(new Statistics.Point(
                    from.plus(step.multipliedBy(i)), wave, wave, wave * 21 / 20, wave, i % 9 * 4L, i % 9 == 8 ? 3 : 0));
        }
        return new Statistics(step, points);
    }

    public static List<PauseDetails> pauses(String text) {
        return List.of(
                new PauseDetails(PauseKind.TOPIC, "orders", "operator", text, MADE, MADE.plusSeconds(30_000)),
                new PauseDetails(PauseKind.GROUP, "stock", text, text, MADE, null),
                new PauseDetails(PauseKind.APPLICATION, "shop", "operator", text, MADE, null));
    }

    public static List<AuditEntry> audit(String text) {
        return List.of(
                entry(
                        9,
                        AuditAction.TOPIC_CHANGED,
                        "topic orders",
                        null,
                        "{\"maxAttempts\":16,\"schedule\":[\"PT10S\"],\"description\":\"\",\"maxChecks\":10}",
                        "{\"maxAttempts\":20,\"schedule\":[\"PT10S\",\"PT1M\"],\"description\":\"Orders of the shop\",\"maxChecks\":10}"),
                entry(8, AuditAction.DEAD_LETTER_REPLAYED, "dead-letter " + Samples.CASE, text, null, null),
                entry(7, AuditAction.JOB_STARTED, text, text, text, "{\"state\":\"RUNNING\"}"),
                new AuditEntry(
                        6,
                        MADE,
                        text,
                        null,
                        AuditAction.LOGIN_REFUSED,
                        "operator " + text,
                        null,
                        null,
                        null,
                        AuditOutcome.REFUSED,
                        text));
    }

    private static AuditEntry entry(
            long number, AuditAction action, String target, String reason, String before, String after) {
        return new AuditEntry(
                number,
                MADE.plusSeconds(number),
                "administrator",
                Role.ADMINISTRATOR,
                action,
                target,
                reason,
                before,
                after,
                AuditOutcome.DONE,
                null);
    }

    public static TopicDetails topic(String name, String text) {
        return new TopicDetails(
                name,
                text,
                text,
                Stream.of(10, 30, 60, 300, 900, 1_800, 3_600)
                        .map(Duration::ofSeconds)
                        .toList(),
                16,
                1_048_576,
                Duration.ofSeconds(30),
                10,
                WithoutSubscriber.HOLD,
                Duration.ofHours(1),
                3,
                MADE);
    }

    public static List<SubscriptionDetails> subscriptions(String topic, String text) {
        return List.of(
                new SubscriptionDetails(topic, "stock", "warehouse", 0, null, MADE, null, null),
                new SubscriptionDetails(topic, text, text, 1, text, MADE, null, null),
                new SubscriptionDetails(topic, "mail", "crm", 2, "PAID||SHIPPED", MADE, MADE.plusSeconds(900), null));
    }

    public static GroupStanding standing(String topic, String group, String text) {
        return new GroupStanding(
                new SubscriptionDetails(topic, group, "warehouse", 0, text, MADE, null, null),
                new Overview.Count(1_042, true),
                new Overview.Count(12, false));
    }

    public static ApplicationDetails application(String name, String text) {
        return new ApplicationDetails(name, text, "http://shop:8080/reliable-message/check", MADE);
    }

    public static List<TokenDetails> tokens(String text) {
        return List.of(
                new TokenDetails(12, text, MADE, null),
                new TokenDetails(7, "until March", MADE, MADE.plusSeconds(86_400)));
    }

    public static List<OperatorDetails> people(String text) {
        return List.of(
                new OperatorDetails("administrator", "The administrator", Role.ADMINISTRATOR, false, false, MADE, MADE),
                new OperatorDetails("li.lei", text, Role.OPERATOR, false, false, MADE, null),
                new OperatorDetails("oidc:han@example.com", "Han Meimei", Role.VIEWER, true, true, MADE, MADE));
    }

    /** Answers for all pages. */
    public static void fill(StubService service, Instant now, String text) {
        service.on("GET", "/v1/overview", overview(now, text))
                .on(
                        "GET",
                        "/v1/statistics",
                        request -> statistics(
                                Instant.parse(request.query().get("from")),
                                Duration.parse(request.query().get("step"))))
                .on("GET", "/v1/pauses", pauses(text))
                .on("PUT", "/v1/pauses/{kind}/{name}", pauses(text).get(0))
                .on("DELETE", "/v1/pauses/{kind}/{name}", StubService.Answer.of(204, null))
                .on(
                        "GET",
                        "/v1/audit",
                        request -> new Page<>(audit(text), request.query().containsKey("cursor") ? null : "older"))
                .on("GET", "/v1/topics", new Page<>(List.of(topic("orders", text), topic("payments", "")), null))
                .on(
                        "GET",
                        "/v1/topics/{topic}",
                        request -> request.variables().get("topic").startsWith("new")
                                ? StubService.Answer.problem(404, null, "There is no such topic")
                                : topic(request.variables().get("topic"), text))
                .on("PUT", "/v1/topics/{topic}", topic("orders", text))
                .on("GET", "/v1/topics/{topic}/subscriptions", new Page<>(subscriptions("orders", text), null))
                .on(
                        "GET",
                        "/v1/topics/{topic}/subscriptions/{group}/standing",
                        request -> standing(
                                request.variables().get("topic"),
                                request.variables().get("group"),
                                text))
                .on(
                        "PUT",
                        "/v1/topics/{topic}/subscriptions/{group}",
                        subscriptions("orders", text).get(0))
                .on("DELETE", "/v1/topics/{topic}/subscriptions/{group}", StubService.Answer.of(204, null))
                .on(
                        "GET",
                        "/v1/applications",
                        new Page<>(
                                List.of(application("shop", text), new ApplicationDetails("warehouse", "", null, MADE)),
                                null))
                .on(
                        "GET",
                        "/v1/applications/{name}",
                        request -> request.variables().get("name").startsWith("new")
                                ? StubService.Answer.problem(404, null, "There is no such application")
                                : application(request.variables().get("name"), text))
                .on("PUT", "/v1/applications/{name}", application("shop", text))
                .on("GET", "/v1/applications/{name}/tokens", new Page<>(tokens(text), null))
                .on("GET", "/v1/applications/{name}/subscriptions", new Page<>(subscriptions("orders", text), null))
                .on(
                        "POST",
                        "/v1/applications/{name}/tokens",
                        StubService.Answer.of(
                                201, new IssuedToken(13, "rm_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG")))
                .on("DELETE", "/v1/applications/{name}/tokens/{id}", StubService.Answer.of(204, null))
                .on("POST", "/v1/applications/{name}/check-address/try", new CheckAddressTrial(false, 2_004, text))
                .on("GET", "/v1/operators", new Page<>(people(text), null))
                .on("PUT", "/v1/operators/{name}", people(text).get(1))
                .on(
                        "POST",
                        "/v1/operators/{name}/password",
                        request -> new IssuedPassword(request.variables().get("name"), "uxqa-kdpf-wenz-tarb"));
    }
}
