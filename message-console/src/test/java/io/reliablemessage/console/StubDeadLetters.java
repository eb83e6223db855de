package io.reliablemessage.console;

import io.reliablemessage.console.StubService.Answer;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.management.Attempt;
import io.reliablemessage.protocol.management.CauseInWords;
import io.reliablemessage.protocol.management.DeadLetterCause;
import io.reliablemessage.protocol.management.DeadLetterDetails;
import io.reliablemessage.protocol.management.DeadLetterFilter;
import io.reliablemessage.protocol.management.DeadLetterHistory;
import io.reliablemessage.protocol.management.EditPreview;
import io.reliablemessage.protocol.management.EditPreview.Change;
import io.reliablemessage.protocol.management.EditPreview.DiffLine;
import io.reliablemessage.protocol.management.EditRequest;
import io.reliablemessage.protocol.management.JobAction;
import io.reliablemessage.protocol.management.JobDetails;
import io.reliablemessage.protocol.management.JobItem;
import io.reliablemessage.protocol.management.JobItemResult;
import io.reliablemessage.protocol.management.JobPreview;
import io.reliablemessage.protocol.management.JobState;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Made-up dead letters and jobs, to look at; what is done to them is not remembered. */
final class StubDeadLetters {
    private static final String STACK = """
            java.net.SocketTimeoutException: Read timed out after 3,000 ms while calling https://stock.example/reserve
            \tat java.base/sun.nio.ch.NioSocketImpl.timedRead(NioSocketImpl.java:288)
            \tat shop.stock.StockClient.reserve(StockClient.java:42)
            \tat shop.stock.OrderPaidListener.onOrderPaid(OrderPaidListener.java:31)""";

    private StubDeadLetters() {}

    static void fill(StubService service) {
        Instant now = Instant.now();
        List<DeadLetterDetails> cases = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            cases.add(one(i, DeadLetterState.values()[i < 9 ? 0 : i - 8], now.minusSeconds(600L * i * i + 40)));
        }
        service.on("PUT", "/v1/dead-letters/causes/{fingerprint}/assignment", Answer.of(204, null))
                .on("GET", "/v1/dead-letters", new Page<>(cases, "older"))
                .on(
                        "GET",
                        "/v1/dead-letters/{id}",
                        request -> history(
                                cases.stream()
                                        .filter(each -> each.id()
                                                .toString()
                                                .equals(request.variables().get("id")))
                                        .findFirst()
                                        .orElse(cases.get(0)),
                                now))
                .on("PUT", "/v1/dead-letters/{id}/assignment", cases.get(0))
                .on("GET", "/v1/messages/{id}", DeadLetterSamples.message(120))
                .on(
                        "POST",
                        "/v1/dead-letters/{id}/replay",
                        Map.of(
                                "warning",
                                "The message is older than the replay horizon of 30 days: a group that has forgotten its key takes effect again"))
                .on(
                        "POST",
                        "/v1/dead-letters/{id}/discard",
                        request -> request.body(Reason.class).reason() == null
                                ? Answer.problem(400, "reason", "must have 1 to 500 characters; it has 0")
                                : Map.of())
                .on("POST", "/v1/dead-letters/{id}/edit/preview", request -> preview(request.body(EditRequest.class)))
                .on("POST", "/v1/dead-letters/{id}/edit", Samples.edited("\"count\": 7"))
                .on("POST", "/v1/messages/{id}/commit", Map.of())
                .on("POST", "/v1/messages/{id}/cancel-undecided", Map.of());
        // Of several rules the last one decides: the causes are no case.
        service.on(
                "GET",
                "/v1/dead-letters/causes",
                new Page<>(
                        List.of(
                                cause("3f9a2c7d10b4e586", "java.net.SocketTimeoutException", STACK, 12_407, now),
                                cause(
                                        "a1b2c3d4e5f60718",
                                        "shop.stock.OutOfStockException",
                                        "Article 4711 is out of stock",
                                        318,
                                        now.minusSeconds(7_200)),
                                cause("00ff00ff00ff00ff", null, null, 2, now.minusSeconds(400_000))),
                        null));
        service.on(
                "GET",
                "/v1/dead-letters/causes/{fingerprint}",
                request -> words(request.variables().get("fingerprint")));
        jobs(service, cases, now);
    }

    private static CauseInWords words(String fingerprint) {
        return new CauseInWords(
                fingerprint,
                "java.net.SocketTimeoutException",
                STACK.lines().findFirst().orElse(""));
    }

    private static void jobs(StubService service, List<DeadLetterDetails> cases, Instant now) {
        List<JobDetails> jobs = new ArrayList<>();
        for (JobState state : JobState.values()) {
            jobs.add(job(jobs.size(), state, now));
        }
        List<JobItem> items = new ArrayList<>();
        for (JobItemResult result : JobItemResult.values()) {
            boolean known = result != JobItemResult.WAITING && result != JobItemResult.REPLAYING;
            items.add(new JobItem(
                    cases.get(items.size()).id(),
                    Samples.ID,
                    "orders",
                    "stock",
                    items.size() == 3 ? null : key(items.size()),
                    result,
                    switch (result) {
                        case FAILED -> STACK;
                        case UNKNOWN -> "The group has not reported within 10 minutes; the case is still REPLAYING";
                        case SKIPPED -> "The dead letter is DISCARDED";
                        default -> null;
                    },
                    known ? now.minusSeconds(90) : null));
        }
        service.on(
                        "POST",
                        "/v1/dead-letter-jobs/preview",
                        new JobPreview(
                                12_407 - 2_407,
                                true,
                                cases.subList(0, 9),
                                List.of(
                                        new JobPreview.GroupCount("orders", "invoicing", 912),
                                        new JobPreview.GroupCount("orders", "loyalty", 17)),
                                13,
                                2,
                                1_000))
                .on("POST", "/v1/dead-letter-jobs", jobs.get(2))
                .on("GET", "/v1/dead-letter-jobs", new Page<>(jobs, null))
                .on(
                        "GET",
                        "/v1/dead-letter-jobs/{id}",
                        request -> jobs.stream()
                                .filter(each -> each.id()
                                        .toString()
                                        .equals(request.variables().get("id")))
                                .findFirst()
                                .orElse(jobs.get(2)))
                .on("GET", "/v1/dead-letter-jobs/{id}/items", new Page<>(items, "more"));
        for (String action : List.of("pause", "resume", "stop")) {
            service.on("POST", "/v1/dead-letter-jobs/{id}/" + action, jobs.get(4));
        }
    }

    private static DeadLetterCause cause(String fingerprint, String type, String error, long count, Instant last) {
        return new DeadLetterCause(
                fingerprint,
                type,
                error,
                Math.min(count, 10_000),
                count > 10_000,
                last.minusSeconds(93_784),
                last,
                List.of(
                        new DeadLetterCause.Where("orders", "stock", count - 1),
                        new DeadLetterCause.Where("payments", "invoicing", 1)),
                count == 318 ? "li" : null,
                count == 318 ? "The supplier delivers on Tuesday; replay then." : null);
    }

    private static BusinessKey key(int number) {
        return BusinessKey.parse("merchantNo=M" + number % 4 + ";orderNo=" + (1_100 + number));
    }

    private static DeadLetterDetails one(int number, DeadLetterState state, Instant opened) {
        boolean closed = state == DeadLetterState.RESOLVED || state == DeadLetterState.DISCARDED;
        return new DeadLetterDetails(
                number == 0 ? Samples.CASE : new UUID(Samples.CASE.getMostSignificantBits(), number),
                Samples.ID,
                number % 3 == 0 ? "orders" : "payments",
                "stock",
                number == 5 ? null : key(number),
                state,
                DeadLetterReason.values()[number % DeadLetterReason.values().length],
                "3f9a2c7d10b4e586",
                "java.net.SocketTimeoutException",
                "shop.stock.OutOfStockException: Article 4711 is out of stock",
                STACK,
                16 + number,
                number % 2,
                opened,
                opened.plusSeconds(30),
                closed ? opened.plusSeconds(600) : null,
                state == DeadLetterState.DISCARDED && number % 2 == 1 ? Samples.OTHER : null,
                number == 0 ? Instant.now().plusSeconds(3_000) : null,
                number % 4 == 0 ? "li" : null,
                number % 4 == 0 ? "The supplier delivers on Tuesday; replay then." : null,
                closed ? "Paid by hand, ticket 4711" : null,
                number % 2 == 1 ? "The stock service answers again" : null);
    }

    private static DeadLetterHistory history(DeadLetterDetails one, Instant now) {
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            boolean silent = i == 1;
            attempts.add(new Attempt(
                    i / 4,
                    i % 4 + 1,
                    silent ? "NO_RECEIPT" : i == 5 ? "REJECTED" : "FAILED",
                    now.minusSeconds(3_600L - i * 300),
                    "stock-7d9f-" + i % 2,
                    "broker-a:2@" + (1_017 + i),
                    silent ? null : "java.net.SocketTimeoutException",
                    silent ? null : STACK));
        }
        return new DeadLetterHistory(one, attempts);
    }

    private static EditPreview preview(EditRequest request) {
        List<DiffLine> lines = new ArrayList<>();
        for (String line : request.text().split("\n")) {
            lines.add(new DiffLine(Change.SAME, line));
        }
        lines.add(new DiffLine(Change.REMOVED, "  \"count\": null"));
        lines.add(new DiffLine(Change.ADDED, "  \"count\": 7"));
        return new EditPreview(
                request.text().contains("conflict")
                        ? "Message 01948c2e has the same key, and group stock has consumed it"
                        : null,
                lines,
                false);
    }

    private static JobDetails job(int number, JobState state, Instant now) {
        Map<JobItemResult, Long> results = new LinkedHashMap<>();
        results.put(JobItemResult.CONSUMED, state == JobState.DONE ? 1_190L : 600L);
        results.put(JobItemResult.FAILED, 37L);
        results.put(JobItemResult.UNKNOWN, 4L);
        results.put(JobItemResult.SKIPPED, 3L);
        if (state == JobState.STOPPED) {
            results.put(JobItemResult.NOT_TRIED, 590L);
        } else if (state != JobState.DONE) {
            results.put(JobItemResult.REPLAYING, 90L);
            results.put(JobItemResult.WAITING, 500L);
        }
        return new JobDetails(
                new UUID(Samples.ID.getMostSignificantBits(), 100 + number),
                number % 3 == 1 ? JobAction.DISCARD : JobAction.REPLAY,
                new DeadLetterFilter(
                        null,
                        "orders",
                        "stock",
                        null,
                        number % 2 == 1 ? "3f9a2c7d10b4e586" : null,
                        number % 2 == 0 ? "timed out" : null,
                        null,
                        number == 2 ? now.minusSeconds(7_200) : null,
                        null,
                        null,
                        null),
                "The stock service answers again since 14:05",
                state,
                state == JobState.PAUSED
                        ? "27 of the last 100 results are failures, the limit is 20 percent"
                        : state == JobState.STOPPED ? "Wrong group" : null,
                10,
                50,
                20,
                "li",
                now.minusSeconds(500L * (number + 1)),
                state == JobState.DONE || state == JobState.STOPPED ? now.minusSeconds(100) : null,
                1_234,
                results,
                number % 2 == 1 ? words("3f9a2c7d10b4e586") : null);
    }
}
