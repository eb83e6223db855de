package io.reliablemessage.service.security;

import io.reliablemessage.protocol.management.AuditEntry;
import io.reliablemessage.protocol.management.Role;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads table credential for the authentication of calls, and makes the first administrator. */
@Component
class JdbcTokens {
    private final JdbcClient jdbc;

    JdbcTokens(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<KnownToken> find(byte[] hash) {
        return jdbc.sql("""
                        SELECT c.application_id, COALESCE(a.name, c.label) AS name,
                               COALESCE(c.expires_at <= UTC_TIMESTAMP(3), FALSE) AS expired
                          FROM credential c LEFT JOIN application a ON a.id = c.application_id
                         WHERE c.token_hash = :hash
                        """)
                .param("hash", hash)
                .query((row, n) -> {
                    Integer applicationId = row.getObject("application_id", Integer.class);
                    return new KnownToken(
                            new Caller(
                                    applicationId,
                                    row.getString("name"),
                                    applicationId == null ? Role.ADMINISTRATOR : null),
                            row.getBoolean("expired"));
                })
                .optional();
    }

    boolean hasFirstAdministrator() {
        return jdbc.sql("SELECT 1 FROM credential WHERE first_administrator = 1")
                .query()
                .optionalValue()
                .isPresent();
    }

    /** @throws org.springframework.dao.DuplicateKeyException if another node was faster */
    void insertFirstAdministrator(byte[] hash) {
        jdbc.sql("""
                INSERT INTO credential (token_hash, label, first_administrator, created_at)
                VALUES (:hash, :label, 1, UTC_TIMESTAMP(3))
                """)
                .param("hash", hash)
                .param("label", AuditEntry.ADMINISTRATOR_TOKEN)
                .update();
    }

    record KnownToken(Caller caller, boolean expired) {}
}
