package io.reliablemessage.service.operator;

import io.reliablemessage.protocol.management.OperatorChange;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.service.outbox.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Table operator. */
@Component
class JdbcOperators {
    private final JdbcClient jdbc;

    JdbcOperators(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    boolean isEmpty() {
        return jdbc.sql("SELECT 1 FROM operator LIMIT 1").query().listOfRows().isEmpty();
    }

    Optional<Operator> byName(String name) {
        return byName("SELECT * FROM operator WHERE name = :name", name);
    }

    /** As {@link #byName}, and nobody else changes the person before this transaction ends. */
    Optional<Operator> lockByName(String name) {
        return byName("SELECT * FROM operator WHERE name = :name FOR UPDATE", name);
    }

    /** To the database names that differ in the spaces at their ends are the same. */
    private Optional<Operator> byName(String sql, String name) {
        return jdbc.sql(sql)
                .param("name", name)
                .query((row, n) -> operator(row))
                .optional()
                .filter(found -> found.name().equals(name));
    }

    Optional<Operator> lockByExternalId(byte[] externalId) {
        return jdbc.sql("SELECT * FROM operator WHERE external_id = :id FOR UPDATE")
                .param("id", externalId)
                .query((row, n) -> operator(row))
                .optional();
    }

    List<Operator> after(String name, int limit) {
        return jdbc.sql("SELECT * FROM operator WHERE name > :name ORDER BY name LIMIT :limit")
                .param("name", name)
                .param("limit", limit)
                .query((row, n) -> operator(row))
                .list();
    }

    /** Those who may administer, locked in the order of their ids, so that of two who leave at once one sees the other gone. */
    List<Operator> lockAdministrators() {
        return jdbc.sql("SELECT * FROM operator WHERE role = 'ADMINISTRATOR' AND disabled = 0 ORDER BY id FOR UPDATE")
                .query((row, n) -> operator(row))
                .list();
    }

    /** @throws org.springframework.dao.DuplicateKeyException if somebody has the name or the identity already */
    void insert(String name, OperatorChange standing, byte @Nullable [] externalId) {
        jdbc.sql("""
                        INSERT INTO operator (name, display_name, role, disabled, external_id, created_at)
                        VALUES (:name, :displayName, :role, :disabled, :externalId, UTC_TIMESTAMP(3))
                        """)
                .param("name", name)
                .param("displayName", standing.displayName())
                .param("role", standing.role().name())
                .param("disabled", standing.disabled())
                .param("externalId", externalId)
                .update();
    }

    void change(int id, OperatorChange standing) {
        jdbc.sql("UPDATE operator SET display_name = :displayName, role = :role, disabled = :disabled WHERE id = :id")
                .param("displayName", standing.displayName())
                .param("role", standing.role().name())
                .param("disabled", standing.disabled())
                .param("id", id)
                .update();
    }

    /** @param given whether somebody else made it */
    void setPassword(int id, String hash, boolean given) {
        jdbc.sql("UPDATE operator SET password_hash = :hash, password_given = :given WHERE id = :id")
                .param("hash", hash)
                .param("given", given)
                .param("id", id)
                .update();
    }

    /**
     * Notes the login of a person whose password was right, if they may still log in and the password is still theirs.
     *
     * @return whether they may
     */
    boolean noteLogin(Operator shown) {
        return jdbc.sql("""
                        UPDATE operator SET last_login_at = UTC_TIMESTAMP(3)
                         WHERE id = :id AND disabled = 0 AND password_hash <=> :hash
                        """)
                        .param("id", shown.id())
                        .param("hash", shown.passwordHash())
                        .update()
                == 1;
    }

    private static Operator operator(ResultSet row) throws SQLException {
        return new Operator(
                row.getInt("id"),
                row.getString("name"),
                row.getString("display_name"),
                Role.valueOf(row.getString("role")),
                row.getBoolean("disabled"),
                row.getBytes("external_id") != null,
                row.getString("password_hash"),
                row.getBoolean("password_given"),
                Times.readRequired(row, "created_at"),
                Times.read(row, "last_login_at"));
    }
}
