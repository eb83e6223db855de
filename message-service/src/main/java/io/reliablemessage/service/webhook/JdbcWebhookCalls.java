package io.reliablemessage.service.webhook;

import io.reliablemessage.service.alert.Alert;
import io.reliablemessage.service.outbox.Ids;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Table webhook_call: one verb per transition, each guarded by the state it starts from. */
@Component
class JdbcWebhookCalls {
    private final JdbcClient jdbc;
    private final JsonMapper json;

    JdbcWebhookCalls(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** As {@link io.reliablemessage.service.scheduling.Duty#sign}: a call is due or held, or was done so long ago. */
    static String sign(Duration age) {
        return """
                EXISTS (SELECT 1 FROM webhook_call FORCE INDEX (due) WHERE due_at <= UTC_TIMESTAMP(3))
                OR EXISTS (SELECT 1 FROM webhook_call FORCE INDEX (by_state) WHERE state = 'HELD')
                OR EXISTS (SELECT 1 FROM webhook_call FORCE INDEX (by_end) WHERE done_at < UTC_TIMESTAMP(3) - INTERVAL %d SECOND)
                """.formatted(age.toSeconds());
    }

    /** Writes down that a webhook is to be told; false if it was written down before, or there is no such webhook. */
    boolean insert(UUID id, String webhook, Alert alert) {
        return jdbc.sql("""
                        INSERT INTO webhook_call (id, webhook, alert_id, kind, alert, state, created_at, due_at)
                        SELECT :id, w.name, :alertId, :kind, :alert, 'WAITING', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3)
                          FROM webhook w WHERE w.name = :webhook
                        ON DUPLICATE KEY UPDATE attempts = webhook_call.attempts
                        """)
                        .param("id", Ids.toBytes(id))
                        .param("webhook", webhook)
                        .param("alertId", alert.id())
                        .param("kind", alert.kind().name())
                        .param("alert", json.writeValueAsString(alert))
                        .update()
                == 1;
    }

    /** What is due, longest due first. */
    List<WebhookCall> due(int limit) {
        return jdbc.sql("""
                        SELECT id, webhook, alert, attempts FROM webhook_call
                         WHERE due_at <= UTC_TIMESTAMP(3) ORDER BY due_at LIMIT :limit
                        """)
                .param("limit", limit)
                .query((row, n) -> new WebhookCall(
                        Ids.fromBytes(row.getBytes("id")),
                        row.getString("webhook"),
                        json.readValue(row.getString("alert"), Alert.class),
                        row.getInt("attempts")))
                .list();
    }

    /** Moves the due time to the next try, and counts this one; whoever changed the row makes it. */
    boolean claim(WebhookCall call, Duration nextTry) {
        return jdbc.sql("""
                        UPDATE webhook_call
                           SET attempts = attempts + 1, due_at = UTC_TIMESTAMP(3) + INTERVAL :seconds SECOND
                         WHERE id = :id AND state = 'WAITING' AND attempts = :seen AND due_at <= UTC_TIMESTAMP(3)
                        """)
                        .param("seconds", nextTry.toSeconds())
                        .param("id", Ids.toBytes(call.id()))
                        .param("seen", call.attempts())
                        .update()
                == 1;
    }

    /** The hour's alerts are used up: WAITING to HELD. Joins the transaction that has claimed it. */
    void hold(UUID id) {
        jdbc.sql(
                        "UPDATE webhook_call SET state = 'HELD', due_at = NULL, attempts = 0 WHERE id = :id AND state = 'WAITING'")
                .param("id", Ids.toBytes(id))
                .update();
    }

    /** WAITING to SENT or GIVEN_UP. */
    boolean end(UUID id, String state) {
        return jdbc.sql("""
                        UPDATE webhook_call SET state = :state, due_at = NULL, done_at = UTC_TIMESTAMP(3) WHERE id = :id AND state = 'WAITING'
                        """).param("state", state).param("id", Ids.toBytes(id)).update() == 1;
    }

    /** What else waits for a webhook that does not answer, and has not been tried yet, waits as long as the call that has just failed. */
    void postponeOthers(UUID failed, String webhook) {
        jdbc.sql("""
                        UPDATE webhook_call other JOIN webhook_call failed ON failed.id = :id AND failed.due_at IS NOT NULL
                           SET other.due_at = GREATEST(other.due_at, failed.due_at)
                         WHERE other.state = 'WAITING' AND other.webhook = :webhook AND other.attempts = 0
                        """).param("id", Ids.toBytes(failed)).param("webhook", webhook).update();
    }

    /** Webhooks for which alerts are held. */
    List<String> withHeld() {
        return jdbc.sql("SELECT DISTINCT webhook FROM webhook_call FORCE INDEX (by_state) WHERE state = 'HELD'")
                .query(String.class)
                .list();
    }

    /** How many of each kind are held up to and with this call; the webhook's row is locked, so none becomes one more. */
    Map<String, Long> held(String webhook) {
        Map<String, Long> kinds = new TreeMap<>();
        jdbc.sql(
                        "SELECT kind, COUNT(*) AS n FROM webhook_call WHERE state = 'HELD' AND webhook = :webhook GROUP BY kind")
                .param("webhook", webhook)
                .query(row -> {
                    kinds.put(row.getString("kind"), row.getLong("n"));
                });
        return kinds;
    }

    void sumUp(String webhook) {
        jdbc.sql(
                        "UPDATE webhook_call SET state = 'SUMMED_UP', done_at = UTC_TIMESTAMP(3) WHERE state = 'HELD' AND webhook = :webhook")
                .param("webhook", webhook)
                .update();
    }

    /** The webhook is gone: WAITING and HELD to GIVEN_UP. */
    int giveUpAll(String webhook) {
        return jdbc.sql("""
                        UPDATE webhook_call SET state = 'GIVEN_UP', due_at = NULL, done_at = UTC_TIMESTAMP(3)
                         WHERE state IN ('WAITING', 'HELD') AND webhook = :webhook
                        """).param("webhook", webhook).update();
    }

    int removeDone(Duration age, int limit) {
        return jdbc.sql(
                        "DELETE FROM webhook_call WHERE done_at < UTC_TIMESTAMP(3) - INTERVAL :seconds SECOND ORDER BY done_at LIMIT :limit")
                .param("seconds", age.toSeconds())
                .param("limit", limit)
                .update();
    }
}
