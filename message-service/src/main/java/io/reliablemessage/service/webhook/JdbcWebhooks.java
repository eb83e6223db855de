package io.reliablemessage.service.webhook;

import io.reliablemessage.protocol.management.WebhookDetails;
import io.reliablemessage.protocol.management.WebhookKind;
import io.reliablemessage.service.outbox.Times;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Table webhook. */
@Component
class JdbcWebhooks {
    private static final int MAX_PROBLEM = 500;

    private final JdbcClient jdbc;

    JdbcWebhooks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All of them, by name; there are only a few. */
    List<WebhookDetails> list() {
        return jdbc.sql("SELECT * FROM webhook ORDER BY name")
                .query((row, n) -> details(row))
                .list();
    }

    Optional<WebhookDetails> details(String name) {
        return jdbc.sql("SELECT * FROM webhook WHERE name = :name")
                .param("name", name)
                .query((row, n) -> details(row))
                .optional();
    }

    Optional<Webhook> find(String name) {
        return jdbc.sql("SELECT * FROM webhook WHERE name = :name")
                .param("name", name)
                .query((row, n) -> read(row))
                .optional();
    }

    /** Holds the row, if there is one, until the transaction ends. */
    Optional<Webhook> lock(String name) {
        return jdbc.sql("SELECT * FROM webhook WHERE name = :name FOR UPDATE")
                .param("name", name)
                .query((row, n) -> read(row))
                .optional();
    }

    int count() {
        return jdbc.sql("SELECT COUNT(*) FROM webhook").query(Integer.class).single();
    }

    void put(Webhook webhook) {
        jdbc.sql("""
                        INSERT INTO webhook (name, kind, url, secret, language) VALUES (:name, :kind, :url, :secret, :language)
                        ON DUPLICATE KEY UPDATE kind = VALUES(kind), url = VALUES(url), secret = VALUES(secret), language = VALUES(language)
                        """)
                .param("name", webhook.name())
                .param("kind", webhook.kind().name())
                .param("url", webhook.url().toString())
                .param("secret", webhook.secret())
                .param("language", webhook.language())
                .update();
    }

    boolean remove(String name) {
        return jdbc.sql("DELETE FROM webhook WHERE name = :name")
                        .param("name", name)
                        .update()
                == 1;
    }

    /** Whether one alert more may be sent in this hour; then it is counted. Joins the transaction that claims the call. */
    boolean takePermit(String name, int perHour) {
        return jdbc.sql("""
                        UPDATE webhook
                           SET window_calls = IF(window_from > UTC_TIMESTAMP(3) - INTERVAL 1 HOUR, window_calls + 1, 1),
                               window_from = IF(window_from > UTC_TIMESTAMP(3) - INTERVAL 1 HOUR, window_from, UTC_TIMESTAMP(3))
                         WHERE name = :name
                           AND (window_from IS NULL OR window_from <= UTC_TIMESTAMP(3) - INTERVAL 1 HOUR OR window_calls < :most)
                        """).param("name", name).param("most", perHour).update() == 1;
    }

    /** Whether the hour has ended in which alerts were held; holds the row until the transaction ends. */
    boolean lockAfterItsHour(String name) {
        return jdbc.sql("""
                        SELECT window_from IS NULL OR window_from <= UTC_TIMESTAMP(3) - INTERVAL 1 HOUR FROM webhook WHERE name = :name FOR UPDATE
                        """).param("name", name).query(Boolean.class).optional().orElse(false);
    }

    /** @param problem {@code null}: the call was taken */
    void called(String name, @Nullable String problem) {
        jdbc.sql("UPDATE webhook SET last_call_at = UTC_TIMESTAMP(3), last_problem = :problem WHERE name = :name")
                .param("problem", problem == null ? null : Texts.line(problem, MAX_PROBLEM))
                .param("name", name)
                .update();
    }

    private static Webhook read(ResultSet row) throws SQLException {
        return new Webhook(
                row.getString("name"),
                WebhookKind.valueOf(row.getString("kind")),
                URI.create(row.getString("url")),
                row.getString("secret"),
                row.getString("language"));
    }

    private static WebhookDetails details(ResultSet row) throws SQLException {
        Webhook webhook = read(row);
        return new WebhookDetails(
                webhook.name(),
                webhook.kind(),
                webhook.shownUrl(),
                webhook.secret() != null,
                webhook.language(),
                Times.read(row, "last_call_at"),
                row.getString("last_problem"));
    }
}
