package io.reliablemessage.service.webhook;

import io.reliablemessage.service.alert.Alert;
import io.reliablemessage.service.alert.AlertChannel;
import io.reliablemessage.service.application.JdbcClock;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.scheduling.Duties;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Writes down which webhooks are to be told; {@link WebhookDuty} tells them. A webhook that is gone is not told. */
@Component
class WebhookChannel implements AlertChannel {
    private final JdbcWebhookCalls calls;
    private final JdbcClock clock;
    private final Duties duties;

    WebhookChannel(JdbcWebhookCalls calls, JdbcClock clock, Duties duties) {
        this.calls = calls;
        this.clock = clock;
        this.duties = duties;
    }

    @Override
    public void tell(Alert alert) {
        if (alert.webhooks().isEmpty()) {
            return;
        }
        Instant now = clock.now();
        alert.webhooks().stream().distinct().sorted().forEach(webhook -> calls.insert(Ids.newAt(now), webhook, alert));
        // The caller has not committed yet; if the duty looks too early, its next look finds them.
        duties.wake(WebhookDuty.NAME);
    }
}
