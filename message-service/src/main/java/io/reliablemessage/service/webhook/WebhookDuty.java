package io.reliablemessage.service.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.reliablemessage.service.alert.Alert;
import io.reliablemessage.service.alert.AlertKind;
import io.reliablemessage.service.application.JdbcClock;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.scheduling.Duties;
import io.reliablemessage.service.scheduling.Duty;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Calls webhooks for what is written in table webhook_call. A claim moves the call's due time to its next try, then the place is called, then the outcome is
 * noted: two nodes do not make the same try. A node that dies between the place's answer and the note leaves a call that is made again; places that care tell it by its id.
 */
@Component
class WebhookDuty implements Duty {
    static final String NAME = "webhooks";

    private static final Logger log = LoggerFactory.getLogger(WebhookDuty.class);
    private static final String SENT = "SENT";
    private static final String GIVEN_UP = "GIVEN_UP";

    /** So a step that meets nothing but places that do not answer still ends within half a minute. */
    private static final int CALLS = 2;

    private static final int REMOVED_AT_ONCE = 500;
    private static final Duration KEEP = Duration.ofDays(7);

    /** After the first try, the second and so on; after the last one the call is given up. */
    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(3),
            Duration.ofHours(3));

    private final Tables tables;
    private final WebhookClient client;
    private final WebhookProperties properties;
    private final Transactions transactions;
    private final Counters counters;

    WebhookDuty(
            Tables tables,
            WebhookClient client,
            WebhookProperties properties,
            Transactions transactions,
            Counters counters) {
        this.tables = tables;
        this.client = client;
        this.properties = properties;
        this.transactions = transactions;
        this.counters = counters;
    }

    @Component
    record Tables(JdbcWebhooks webhooks, JdbcWebhookCalls calls, JdbcClock clock) {}

    @Component
    record Counters(MeterRegistry metrics, Duties duties) {
        void count(String outcome) {
            metrics.counter("reliable.message.webhook.calls", "outcome", outcome)
                    .increment();
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Duration pause() {
        return Duration.ofSeconds(15);
    }

    @Override
    public String sign() {
        return JdbcWebhookCalls.sign(KEEP);
    }

    @Override
    public boolean step(Set<Integer> shards) {
        tables.calls().withHeld().forEach(this::sumUp);
        List<WebhookCall> due = tables.calls().due(CALLS);
        due.forEach(this::call);
        boolean removedAll = tables.calls().removeDone(KEEP, REMOVED_AT_ONCE) < REMOVED_AT_ONCE;
        return due.size() == CALLS || !removedAll;
    }

    /** Once the hour is over, one call takes the place of all that were held. */
    private void sumUp(String webhook) {
        transactions.run(() -> {
            if (!tables.webhooks().lockAfterItsHour(webhook)) {
                return;
            }
            Map<String, Long> held = tables.calls().held(webhook);
            if (held.isEmpty()) {
                return;
            }
            tables.calls().sumUp(webhook);
            UUID id = Ids.newAt(tables.clock().now());
            Alert summary = new Alert(
                    "summary " + id, AlertKind.SUMMARY, null, null, null, null, null, held, null, List.of(webhook));
            tables.calls().insert(id, webhook, summary);
        });
    }

    private void call(WebhookCall call) {
        Optional<Webhook> claimed = transactions.run(() -> claim(call));
        if (claimed.isEmpty()) {
            return;
        }
        Webhook webhook = claimed.get();
        String problem = client.tell(webhook, call.alert(), tables.clock().now());
        counters.duties().handled(NAME, 1);
        transactions.run(() -> note(call, problem));
        boolean last = call.attempts() + 1 >= PAUSES.size();
        if (problem == null) {
            counters.count(SENT);
        } else if (last) {
            counters.count(GIVEN_UP);
            log.error(
                    "Webhook {} was not told of {}, {}: {}. It was tried {} times and is given up",
                    webhook.name(),
                    call.alert().kind(),
                    call.alert().id(),
                    problem,
                    call.attempts() + 1);
        } else {
            counters.count("FAILED");
            log.warn(
                    "Webhook {} could not be told of {}, {}: {}. It is tried again in {}",
                    webhook.name(),
                    call.alert().kind(),
                    call.alert().id(),
                    problem,
                    PAUSES.get(call.attempts()));
        }
    }

    /** The webhook, if this node is to make the call now. */
    private Optional<Webhook> claim(WebhookCall call) {
        Optional<Webhook> webhook = tables.webhooks().lock(call.webhook());
        Duration next = PAUSES.get(Math.min(call.attempts(), PAUSES.size() - 1));
        if (!tables.calls().claim(call, next)) {
            return Optional.empty();
        }
        if (webhook.isEmpty()) {
            tables.calls().end(call.id(), GIVEN_UP);
            return Optional.empty();
        }
        boolean counts = call.attempts() == 0 && call.alert().kind() != AlertKind.SUMMARY;
        if (counts && !tables.webhooks().takePermit(call.webhook(), properties.perHour())) {
            tables.calls().hold(call.id());
            return Optional.empty();
        }
        return webhook;
    }

    private void note(WebhookCall call, @Nullable String problem) {
        tables.webhooks().called(call.webhook(), problem);
        if (problem == null) {
            tables.calls().end(call.id(), SENT);
        } else if (call.attempts() + 1 >= PAUSES.size()) {
            tables.calls().end(call.id(), GIVEN_UP);
        } else {
            tables.calls().postponeOthers(call.id(), call.webhook());
        }
    }
}
