package io.reliablemessage.console;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.AuditEntry;
import io.reliablemessage.protocol.management.AuditOutcome;
import io.reliablemessage.protocol.management.ComparisonState;
import io.reliablemessage.protocol.management.Discrepancy;
import io.reliablemessage.protocol.management.DiscrepancyState;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.management.ForeignImport;
import io.reliablemessage.protocol.management.ImportKind;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.ReconciliationPolicy;
import io.reliablemessage.protocol.management.ReconciliationRun;
import io.reliablemessage.protocol.management.RepairMode;
import io.reliablemessage.protocol.management.RepairsApproved;
import io.reliablemessage.protocol.management.Republication;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.protocol.management.RunState;
import io.reliablemessage.protocol.management.TaskState;
import io.reliablemessage.protocol.management.WebhookDetails;
import io.reliablemessage.protocol.management.WebhookKind;
import io.reliablemessage.protocol.management.WebhookTrial;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What a service might answer about its books. Whatever somebody can write is {@code text} wherever that is possible. */
public final class BookSamples {
    public static final UUID RUN = UUID.fromString("0194c0de-0001-7000-8000-000000000001");
    public static final UUID DISCREPANCY = UUID.fromString("0194c0de-0002-7000-8000-000000000002");
    public static final UUID TASK = UUID.fromString("0194c0de-0003-7000-8000-000000000003");

    private BookSamples() {}

    public static ReconciliationPolicy policy(
            String topic, ReconciliationRun last, int open, Instant now, String text) {
        return new ReconciliationPolicy(
                topic,
                true,
                "0 0/10 * * * ?",
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                Duration.ofHours(1),
                Duration.ofDays(1),
                List.of("shop"),
                text,
                Map.of(
                        DiscrepancyType.UNCONSUMED,
                        RepairMode.AUTOMATIC,
                        DiscrepancyType.MISSING_MESSAGE,
                        RepairMode.NEVER),
                List.of("on-call"),
                now.minusSeconds(400),
                now.plusSeconds(200),
                last,
                open);
    }

    public static ReconciliationRun run(
            UUID id, RunState state, Map<DiscrepancyType, Long> found, Instant now, String text) {
        boolean over = state != RunState.RUNNING;
        return new ReconciliationRun(
                id,
                "orders",
                now.minusSeconds(1_000),
                now.minusSeconds(400),
                state == RunState.CANCELLED ? text : null,
                now.minusSeconds(390),
                over ? now.minusSeconds(380) : null,
                state,
                over ? 100 : 42,
                List.of(
                        new ReconciliationRun.Comparison(
                                ReconciliationRun.Kind.MESSAGES,
                                null,
                                null,
                                ComparisonState.DONE,
                                new ReconciliationRun.Total(12_340, null),
                                null,
                                0,
                                0,
                                null),
                        new ReconciliationRun.Comparison(
                                ReconciliationRun.Kind.FACTS,
                                "shop",
                                null,
                                over ? ComparisonState.DONE : ComparisonState.RUNNING,
                                new ReconciliationRun.Total(12_340, new BigDecimal("1234567.1200")),
                                new ReconciliationRun.Total(12_342, new BigDecimal("1234600.0000")),
                                14,
                                48_123,
                                null),
                        new ReconciliationRun.Comparison(
                                ReconciliationRun.Kind.EFFECTS,
                                text,
                                text,
                                state == RunState.INCOMPLETE ? ComparisonState.FAILED : ComparisonState.WAITING,
                                null,
                                null,
                                3,
                                512,
                                state == RunState.INCOMPLETE ? text : null),
                        new ReconciliationRun.Comparison(
                                ReconciliationRun.Kind.EFFECTS,
                                "crm",
                                "mail",
                                ComparisonState.NO_BOOK,
                                new ReconciliationRun.Total(12_340, null),
                                null,
                                1,
                                96,
                                text)),
                found,
                3,
                1,
                2,
                state == RunState.INCOMPLETE ? text : null,
                state == RunState.DONE ? new ReconciliationRun.SignOff(text, now.minusSeconds(60), text) : null);
    }

    public static ReconciliationRun run(RunState state, Instant now, String text) {
        return run(
                RUN,
                state,
                Map.of(
                        DiscrepancyType.MISSING_MESSAGE,
                        12L,
                        DiscrepancyType.GHOST_MESSAGE,
                        1L,
                        DiscrepancyType.UNCONSUMED,
                        0L),
                now,
                text);
    }

    public static List<ReconciliationRun> runs(Instant now, String text) {
        List<ReconciliationRun> runs = new ArrayList<>();
        runs.add(run(RunState.INCOMPLETE, now, text));
        for (int i = 1; i < 14; i++) {
            runs.add(run(
                    new UUID(RUN.getMostSignificantBits(), i),
                    i == 9 ? RunState.CANCELLED : RunState.DONE,
                    i % 5 == 4 ? Map.of(DiscrepancyType.FALSE_RECEIPT, 2L) : Map.of(),
                    now.minusSeconds(600L * i),
                    text));
        }
        return runs;
    }

    public static Discrepancy discrepancy(
            UUID id, DiscrepancyType type, DiscrepancyState state, RepairMode repair, Instant now, String text) {
        boolean closed = state == DiscrepancyState.ACCEPTED
                || state == DiscrepancyState.REPAIRED
                || state == DiscrepancyState.RESOLVED;
        return new Discrepancy(
                id,
                "orders",
                type == DiscrepancyType.MISSING_MESSAGE ? null : text,
                "shop",
                type,
                state,
                type == DiscrepancyType.UNRECEIPTED_EFFECT ? null : BusinessKey.of("orderNo", "20261130-1100"),
                type == DiscrepancyType.MISSING_MESSAGE ? null : Samples.ID,
                text,
                now.minusSeconds(9_000),
                new BigDecimal("10.10"),
                type == DiscrepancyType.CONFLICTING_CONTENT ? new BigDecimal("101.0") : null,
                RUN,
                RUN,
                now.minusSeconds(8_000),
                state == DiscrepancyState.IN_FLIGHT ? null : now.minusSeconds(4_000),
                closed ? now.minusSeconds(100) : null,
                state == DiscrepancyState.ACCEPTED ? text : null,
                state == DiscrepancyState.ACCEPTED ? text : null,
                repair,
                state == DiscrepancyState.OPEN ? 3 : 0,
                state == DiscrepancyState.OPEN ? text : null);
    }

    public static Discrepancy discrepancy(DiscrepancyType type, DiscrepancyState state, Instant now) {
        return discrepancy(DISCREPANCY, type, state, RepairMode.AFTER_APPROVAL, now, "points");
    }

    /** One of each type, and one of each state. */
    public static List<Discrepancy> discrepancies(Instant now, String text) {
        List<Discrepancy> all = new ArrayList<>();
        for (DiscrepancyType type : DiscrepancyType.values()) {
            boolean never = type == DiscrepancyType.GHOST_MESSAGE
                    || type == DiscrepancyType.CONFLICTING_CONTENT
                    || type == DiscrepancyType.DUPLICATE_EFFECT;
            all.add(discrepancy(
                    all.isEmpty() ? DISCREPANCY : new UUID(DISCREPANCY.getMostSignificantBits(), all.size()),
                    type,
                    DiscrepancyState.OPEN,
                    never ? RepairMode.NEVER : RepairMode.AFTER_APPROVAL,
                    now,
                    text));
        }
        for (DiscrepancyState state : DiscrepancyState.values()) {
            all.add(discrepancy(
                    new UUID(DISCREPANCY.getMostSignificantBits(), all.size()),
                    DiscrepancyType.UNCONSUMED,
                    state,
                    RepairMode.AUTOMATIC,
                    now,
                    text));
        }
        return all;
    }

    public static Republication republication(TaskState state, Instant now, String text) {
        return new Republication(
                TASK,
                text,
                now.minusSeconds(7_200),
                now.minusSeconds(3_600),
                500,
                text,
                state,
                state == TaskState.STOPPED ? text : null,
                10_000,
                1_234,
                state == TaskState.DONE ? 100 : 37,
                text,
                now.minusSeconds(100),
                state == TaskState.RUNNING ? null : now.minusSeconds(10));
    }

    public static ForeignImport foreignImport(ImportKind kind, TaskState state, Instant now, String text) {
        return new ForeignImport(
                TASK,
                kind,
                kind == ImportKind.DEAD_LETTERS ? "%DLQ%" + text : "TRANS_CHECK_MAX_TIME_TOPIC",
                "orders",
                text,
                kind == ImportKind.DEAD_LETTERS ? text : null,
                text,
                state,
                state == TaskState.STOPPED ? text : null,
                state == TaskState.RUNNING ? null : 120L,
                100,
                15,
                5,
                text,
                text,
                now.minusSeconds(100),
                state == TaskState.RUNNING ? null : now.minusSeconds(10));
    }

    public static WebhookDetails webhook(String name, String text) {
        return new WebhookDetails(
                name,
                WebhookKind.DINGTALK,
                URI.create("https://oapi.dingtalk.com"),
                true,
                "zh",
                Instant.parse("2026-11-30T05:00:00Z"),
                text);
    }

    private static AuditEntry audit(AuditAction action, Instant at, String text) {
        return new AuditEntry(
                9,
                at,
                text,
                Role.OPERATOR,
                action,
                "discrepancy " + DISCREPANCY,
                text,
                null,
                null,
                AuditOutcome.FAILED,
                text);
    }

    /** Answers for all pages. */
    public static void fill(StubService service, Instant now, String text) {
        ReconciliationRun last = run(RunState.INCOMPLETE, now, text);
        service.on(
                        "GET",
                        "/v1/reconciliation/policies",
                        List.of(
                                policy("orders", last, 1_000, now, text),
                                policy(text, run(RunState.DONE, now, text), 0, now, text)))
                .on(
                        "GET",
                        "/v1/reconciliation/policies/{topic}",
                        request -> request.variables().get("topic").startsWith("new")
                                ? StubService.Answer.problem(404, null, "The topic has no rules")
                                : policy("orders", last, 12, now, text))
                .on("PUT", "/v1/reconciliation/policies/{topic}", policy("orders", last, 12, now, text))
                .on("DELETE", "/v1/reconciliation/policies/{topic}", StubService.Answer.of(204, null))
                .on("GET", "/v1/reconciliation/runs", new Page<>(runs(now, text), "older"))
                .on("POST", "/v1/reconciliation/runs", StubService.Answer.of(201, run(RunState.RUNNING, now, text)))
                .on(
                        "GET",
                        "/v1/reconciliation/runs/{id}",
                        request -> request.variables().get("id").equals(RUN.toString())
                                ? last
                                : run(RunState.RUNNING, now, text))
                .on("POST", "/v1/reconciliation/runs/{id}/cancel", run(RunState.CANCELLED, now, text))
                .on("POST", "/v1/reconciliation/runs/{id}/sign-off", run(RunState.DONE, now, text))
                .on("GET", "/v1/reconciliation/discrepancies", new Page<>(discrepancies(now, text), null))
                .on(
                        "GET",
                        "/v1/reconciliation/discrepancies/{id}",
                        discrepancy(
                                DISCREPANCY,
                                DiscrepancyType.FALSE_RECEIPT,
                                DiscrepancyState.OPEN,
                                RepairMode.AFTER_APPROVAL,
                                now,
                                text))
                .on("POST", "/v1/reconciliation/discrepancies/{id}/repair", StubService.Answer.of(204, null))
                .on("POST", "/v1/reconciliation/discrepancies/{id}/accept", StubService.Answer.of(204, null))
                .on("POST", "/v1/reconciliation/repairs", new RepairsApproved(37))
                .on(
                        "GET",
                        "/v1/audit",
                        new Page<>(
                                List.of(
                                        audit(AuditAction.DISCREPANCY_REPAIRED, now.minusSeconds(2_000), text),
                                        audit(AuditAction.DISCREPANCY_ACCEPTED, now.minusSeconds(1_000), text)),
                                null))
                .on(
                        "GET",
                        "/v1/republications",
                        new Page<>(List.of(republication(TaskState.RUNNING, now, text)), "older"))
                .on("GET", "/v1/republications/{id}", republication(TaskState.RUNNING, now, text))
                .on(
                        "POST",
                        "/v1/republications",
                        StubService.Answer.of(201, republication(TaskState.RUNNING, now, text)))
                .on("POST", "/v1/republications/{id}/stop", republication(TaskState.STOPPED, now, text))
                .on(
                        "GET",
                        "/v1/imports",
                        new Page<>(List.of(foreignImport(ImportKind.DEAD_LETTERS, TaskState.DONE, now, text)), "older"))
                .on("GET", "/v1/imports/{id}", foreignImport(ImportKind.DEAD_LETTERS, TaskState.DONE, now, text))
                .on(
                        "POST",
                        "/v1/imports",
                        StubService.Answer.of(
                                201, foreignImport(ImportKind.DEAD_LETTERS, TaskState.RUNNING, now, text)))
                .on(
                        "POST",
                        "/v1/imports/{id}/stop",
                        foreignImport(ImportKind.DEAD_LETTERS, TaskState.STOPPED, now, text))
                .on("GET", "/v1/webhooks", List.of(webhook("on-call", text)))
                .on("GET", "/v1/webhooks/{name}", webhook("on-call", text))
                .on("PUT", "/v1/webhooks/{name}", webhook("on-call", text))
                .on("DELETE", "/v1/webhooks/{name}", StubService.Answer.of(204, null))
                .on("POST", "/v1/webhooks/{name}/trial", new WebhookTrial(false, 2_004, text));
    }
}
