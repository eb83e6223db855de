package io.reliablemessage.service.audit;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes table audit. Nothing here or anywhere else changes or deletes an entry. */
@Component
class JdbcAudit {
    private static final int TEXT = 1_000;
    private static final int STATE = 16_000;
    /** Each of its characters may need a second one inside a JSON string. */
    private static final int BEGINNING = 7_500;

    private final JdbcClient jdbc;
    private final JsonMapper json;

    JdbcAudit(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    void insert(AuditNote note) {
        jdbc.sql("""
                        INSERT INTO audit (at, actor, role, action, target, reason, state_before, state_after, outcome, detail)
                        VALUES (UTC_TIMESTAMP(3), :actor, :role, :action, :target, :reason, :before, :after, :outcome, :detail)
                        """)
                .param("actor", cut(note.actor(), 100))
                .param("role", note.role() == null ? null : note.role().name())
                .param("action", note.action().name())
                .param("target", cut(note.target(), TEXT))
                .param("reason", cut(note.reason(), TEXT))
                .param("before", asJson(note.before()))
                .param("after", asJson(note.after()))
                .param("outcome", note.outcome().name())
                .param("detail", cut(note.detail(), TEXT))
                .update();
    }

    /** Whether a minute has passed since this last answered yes about the same thing. */
    boolean beginMinute(String what) {
        return jdbc.sql("""
                        UPDATE audit_pace SET noted_at = UTC_TIMESTAMP(3)
                         WHERE what = UNHEX(SHA2(:what, 256)) AND noted_at <= UTC_TIMESTAMP(3) - INTERVAL 1 MINUTE
                        """).param("what", what).update() == 1
                || jdbc.sql(
                                        "INSERT IGNORE INTO audit_pace (what, noted_at) VALUES (UNHEX(SHA2(:what, 256)), UTC_TIMESTAMP(3))")
                                .param("what", what)
                                .update()
                        == 1;
    }

    private @Nullable String asJson(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        String whole = json.writeValueAsString(value);
        if (whole.length() <= STATE) {
            return whole;
        }
        int end = Character.isHighSurrogate(whole.charAt(BEGINNING - 1)) ? BEGINNING - 1 : BEGINNING;
        return json.writeValueAsString(new TooLong(whole.length(), whole.substring(0, end)));
    }

    /** What stands for JSON that is longer than the column; JSON too. */
    private record TooLong(int length, String beginning) {}

    private static @Nullable String cut(@Nullable String text, int length) {
        return text == null || text.length() <= length ? text : text.substring(0, length - 1) + "…";
    }
}
