package io.reliablemessage.service.application;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads tables application and credential for the hot paths. */
@Component
class JdbcApplications {
    private final JdbcClient jdbc;

    JdbcApplications(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Application> applications() {
        Map<Integer, List<byte[]>> keys = signingKeys();
        return jdbc.sql("SELECT id, name, check_url FROM application")
                .query((row, n) -> new Application(
                        row.getInt("id"),
                        row.getString("name"),
                        uri(row.getString("check_url")),
                        keys.getOrDefault(row.getInt("id"), List.of())))
                .list();
    }

    private Map<Integer, List<byte[]>> signingKeys() {
        Map<Integer, List<byte[]>> keys = new HashMap<>();
        jdbc.sql("""
                SELECT application_id, signing_key
                  FROM credential
                 WHERE application_id IS NOT NULL AND signing_key IS NOT NULL
                   AND (expires_at IS NULL OR expires_at > UTC_TIMESTAMP(3))
                 ORDER BY id DESC
                """).query(row -> {
            keys.computeIfAbsent(row.getInt("application_id"), id -> new ArrayList<>())
                    .add(row.getBytes("signing_key"));
        });
        return keys;
    }

    private static @Nullable URI uri(@Nullable String address) {
        return address == null ? null : URI.create(address);
    }
}
