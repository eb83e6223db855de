package io.reliablemessage.service.webhook;

import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.AuditOutcome;
import io.reliablemessage.protocol.management.WebhookDetails;
import io.reliablemessage.protocol.management.WebhookKind;
import io.reliablemessage.protocol.management.WebhookRules;
import io.reliablemessage.protocol.management.WebhookTrial;
import io.reliablemessage.service.alert.Alert;
import io.reliablemessage.service.alert.AlertKind;
import io.reliablemessage.service.application.HttpAddresses;
import io.reliablemessage.service.application.JdbcClock;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.audit.AuditTrail;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.ProblemException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** The registered webhooks, for the administrators who set them up. Secrets and what follows an address's host go in and never out. */
@Component
public final class Webhooks {
    private static final Logger log = LoggerFactory.getLogger(Webhooks.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    private static final int MAX_WEBHOOKS = 50;
    private static final int MIN_SECRET = 8;
    private static final int MAX_SECRET = 200;

    private final JdbcWebhooks table;
    private final JdbcWebhookCalls calls;
    private final JdbcClock clock;
    private final WebhookClient client;
    private final Records records;

    Webhooks(JdbcWebhooks table, JdbcWebhookCalls calls, JdbcClock clock, WebhookClient client, Records records) {
        this.table = table;
        this.calls = calls;
        this.clock = clock;
        this.client = client;
        this.records = records;
    }

    @Component
    record Records(Transactions transactions, AuditTrail audit) {}

    /** All of them, by name; at most {@value #MAX_WEBHOOKS}. */
    public List<WebhookDetails> list() {
        return table.list();
    }

    /** @throws ProblemException 404 */
    public WebhookDetails get(String name) {
        return table.details(name).orElseThrow(() -> ProblemException.notFound("webhook", printable(name)));
    }

    public boolean exists(String name) {
        return NAME.matcher(name).matches() && table.find(name).isPresent();
    }

    /**
     * Registers a webhook or replaces its rules.
     *
     * @throws ProblemException 400 with the field and its limit, 409 if there are {@value #MAX_WEBHOOKS} already
     */
    public WebhookDetails put(String name, WebhookRules rules, Caller by) {
        if (!NAME.matcher(name).matches()) {
            throw ProblemException.invalid(
                    "name",
                    "must be 1 to 64 ASCII letters, digits, '_', '.' or '-', starting with a letter or digit",
                    64);
        }
        URI url = url(rules.url());
        WebhookKind kind = kind(rules.kind());
        String secret = secret(kind, rules.secret());
        String language = language(rules.language());
        records.transactions().run(() -> {
            Optional<Webhook> before = table.lock(name);
            if (before.isEmpty() && table.count() >= MAX_WEBHOOKS) {
                throw new ProblemException(
                        HttpStatus.CONFLICT,
                        null,
                        "There are " + MAX_WEBHOOKS + " webhooks already; remove one of them");
            }
            String kept = secret != null || !hasSecret(kind)
                    ? secret
                    : before.map(Webhook::secret).orElse(null);
            Webhook after = new Webhook(name, kind, url, kept, language);
            if (!before.equals(Optional.of(after))) {
                table.put(after);
                records.audit()
                        .write(AuditNote.of(by, AuditAction.WEBHOOK_CHANGED, "webhook " + name)
                                .withChange(before.map(Shown::of).orElse(null), Shown.of(after)));
            }
        });
        log.info("Webhook {} is set by {}", name, by.name());
        return get(name);
    }

    /** What it has not been told yet, it never is. */
    public void remove(String name, Caller by) {
        records.transactions().run(() -> {
            Webhook before = table.lock(name).orElseThrow(() -> ProblemException.notFound("webhook", printable(name)));
            table.remove(name);
            int untold = calls.giveUpAll(name);
            records.audit()
                    .write(AuditNote.of(by, AuditAction.WEBHOOK_CHANGED, "webhook " + name)
                            .withChange(Shown.of(before), null)
                            .withOutcome(
                                    AuditOutcome.DONE, untold == 0 ? null : untold + " alerts had not been told yet"));
        });
        log.info("Webhook {} is removed by {}; it is not told any more", name, by.name());
    }

    /**
     * Sends a trial alert and waits for the answer, outside any transaction; it counts against no limit of this service.
     *
     * @throws ProblemException 404
     */
    public WebhookTrial tryOut(String name, Caller by) {
        Webhook webhook = table.find(name).orElseThrow(() -> ProblemException.notFound("webhook", printable(name)));
        Instant now = clock.now();
        Alert trial = new Alert(
                "trial " + now, AlertKind.TRIAL, null, null, null, null, null, Map.of(), by.name(), List.of(name));
        long start = System.nanoTime();
        String problem = client.tell(webhook, trial, now);
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        table.called(name, problem);
        records.audit()
                .write(AuditNote.of(by, AuditAction.WEBHOOK_TRIED, "webhook " + name)
                        .withOutcome(problem == null ? AuditOutcome.DONE : AuditOutcome.FAILED, problem));
        return new WebhookTrial(problem == null, millis, problem);
    }

    private static boolean hasSecret(WebhookKind kind) {
        return kind != WebhookKind.WECOM && kind != WebhookKind.SLACK;
    }

    private static URI url(@Nullable URI given) {
        if (given == null) {
            throw ProblemException.invalid("url", "is required: it is never shown, so it is entered again", null);
        }
        return HttpAddresses.checked("url", given.toString());
    }

    private static WebhookKind kind(@Nullable WebhookKind given) {
        if (given == null) {
            throw ProblemException.invalid("kind", "must be DINGTALK, FEISHU, WECOM, SLACK or JSON", null);
        }
        return given;
    }

    private static @Nullable String secret(WebhookKind kind, @Nullable String given) {
        if (given == null) {
            return null;
        }
        if (!hasSecret(kind)) {
            throw ProblemException.invalid(
                    "secret", "must be left out: " + kind + " has no signatures, its address is the secret", null);
        }
        if (given.length() < MIN_SECRET
                || given.length() > MAX_SECRET
                || given.chars().anyMatch(Character::isISOControl)) {
            throw ProblemException.invalid(
                    "secret",
                    "must have " + MIN_SECRET + " to " + MAX_SECRET + " characters and no control characters",
                    MAX_SECRET);
        }
        return given;
    }

    private static String language(@Nullable String given) {
        if (given == null) {
            return "en";
        }
        if (!given.equals("en") && !given.equals("zh")) {
            throw ProblemException.invalid("language", "must be en or zh", null);
        }
        return given;
    }

    private static String printable(String name) {
        return NAME.matcher(name).matches() ? name : "of that name";
    }

    /** A webhook in the audit trail. */
    private record Shown(WebhookKind kind, URI url, boolean signed, String language) {
        static Shown of(Webhook webhook) {
            return new Shown(webhook.kind(), webhook.shownUrl(), webhook.secret() != null, webhook.language());
        }
    }
}
