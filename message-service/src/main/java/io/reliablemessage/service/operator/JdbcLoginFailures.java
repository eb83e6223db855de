package io.reliablemessage.service.operator;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Table login_failure: how often logins with a name have failed, on all nodes together, from each address and from all of them. Each try
 * counts as failed before the password is looked at, so that tries at the same time cannot pass the limit together; a login that succeeds
 * forgets them. A row's key is half a hash of the name and half a hash of name and address, zeros for all addresses: so the rows of a
 * name lie side by side, and nobody reads names or addresses out of them.
 */
@Component
class JdbcLoginFailures {
    /** So many tries from an address are free; each further one locks the name for that address for twice as long as the one before. */
    static final int FREE_TRIES = 5;

    static final Duration FIRST_LOCK = Duration.ofMinutes(1);
    static final Duration LONGEST_LOCK = Duration.ofMinutes(15);

    /** So many tries from all addresses within an hour of the first; then the name is locked for the rest of that hour. */
    static final int MOST_AN_HOUR = 100;

    private static final int HALF = 16;

    private final JdbcClient jdbc;

    JdbcLoginFailures(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Counts a try; false, and nothing is counted, while the name is locked for the address or for all. To be called in a transaction. */
    boolean count(String name, String from) {
        return secondsLocked(name, from) == 0 && countOfAddress(key(name, from)) && countOfAll(keyOfAll(name));
    }

    private boolean countOfAddress(byte[] key) {
        begin(key);
        return jdbc.sql("""
                        UPDATE login_failure
                           SET failures = IF(failed_at <= UTC_TIMESTAMP(3) - INTERVAL 1 HOUR, 1, LEAST(failures + 1, 100)),
                               failed_at = UTC_TIMESTAMP(3),
                               locked_until = IF(failures < :free, NULL, UTC_TIMESTAMP(3)
                                 + INTERVAL LEAST(:longest, :first * POW(2, failures - :free)) SECOND)
                         WHERE name_hash = :key AND (locked_until IS NULL OR locked_until <= UTC_TIMESTAMP(3))
                        """)
                        .param("free", FREE_TRIES)
                        .param("first", FIRST_LOCK.toSeconds())
                        .param("longest", LONGEST_LOCK.toSeconds())
                        .param("key", key)
                        .update()
                == 1;
    }

    /** Here failed_at is the time of the first failure of the hour: a lock that each try prolonged would be one that an attacker keeps up. */
    private boolean countOfAll(byte[] key) {
        begin(key);
        return jdbc.sql("""
                        UPDATE login_failure
                           SET failures = IF(failed_at <= UTC_TIMESTAMP(3) - INTERVAL 1 HOUR, 1, failures + 1),
                               failed_at = IF(failed_at <= UTC_TIMESTAMP(3) - INTERVAL 1 HOUR, UTC_TIMESTAMP(3), failed_at),
                               locked_until = IF(failures < :most, NULL, failed_at + INTERVAL 1 HOUR)
                         WHERE name_hash = :key AND (locked_until IS NULL OR locked_until <= UTC_TIMESTAMP(3))
                        """).param("most", MOST_AN_HOUR).param("key", key).update() == 1;
    }

    private void begin(byte[] key) {
        jdbc.sql("""
                INSERT INTO login_failure (name_hash, failures, failed_at) VALUES (:key, 0, UTC_TIMESTAMP(3))
                ON DUPLICATE KEY UPDATE failures = failures
                """).param("key", key).update();
    }

    /** For how many seconds the name is still locked for this address; 0: it is not. */
    long secondsLocked(String name, String from) {
        return jdbc.sql("""
                        SELECT CEIL(MAX(TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(3), locked_until)) / 1000000)
                          FROM login_failure WHERE name_hash IN (:address, :all) AND locked_until > UTC_TIMESTAMP(3)
                        """)
                .param("address", key(name, from))
                .param("all", keyOfAll(name))
                .query((row, n) -> row.getLong(1))
                .single();
    }

    /** What counted for this address, and for all of them together; other addresses stay as they are. */
    void forget(String name, String from) {
        remove(key(name, from));
        remove(keyOfAll(name));
    }

    private void remove(byte[] key) {
        jdbc.sql("DELETE FROM login_failure WHERE name_hash = :key")
                .param("key", key)
                .update();
    }

    /** What counted for the name, wherever it came from. */
    void forget(String name) {
        byte[] highest = keyOfAll(name);
        Arrays.fill(highest, HALF, highest.length, (byte) 0xff);
        jdbc.sql("DELETE FROM login_failure WHERE name_hash BETWEEN :lowest AND :highest")
                .param("lowest", keyOfAll(name))
                .param("highest", highest)
                .update();
    }

    /** Removes what counts no longer, at most so many; returns how many. */
    int removeOld(int limit) {
        return jdbc.sql("""
                DELETE FROM login_failure
                 WHERE failed_at <= UTC_TIMESTAMP(3) - INTERVAL 1 HOUR ORDER BY failed_at LIMIT :limit
                """).param("limit", limit).update();
    }

    static byte[] keyOfAll(String name) {
        return Arrays.copyOf(Arrays.copyOf(sha256(name), HALF), 2 * HALF);
    }

    static byte[] key(String name, String from) {
        return ByteBuffer.allocate(2 * HALF)
                .put(sha256(name), 0, HALF)
                .put(sha256(from + " " + name), 0, HALF)
                .array();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
