package io.reliablemessage.service.security;

import io.reliablemessage.protocol.CheckSignature;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** A bearer token on its only way to the person who asked for it; the database gets its hash and the key derived from it. */
public final class NewToken {
    private static final String APPLICATION_PREFIX = "rm_app_";
    private static final String ADMINISTRATOR_PREFIX = "rm_admin_";
    private static final String SESSION_PREFIX = "rm_session_";
    private static final int RANDOM_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String value;

    private NewToken(String value) {
        this.value = value;
    }

    public static NewToken forApplication() {
        return new NewToken(APPLICATION_PREFIX + random());
    }

    static NewToken forAdministrator() {
        return new NewToken(ADMINISTRATOR_PREFIX + random());
    }

    static NewToken forSession() {
        return new NewToken(SESSION_PREFIX + random());
    }

    static boolean isOfSession(String token) {
        return token.startsWith(SESSION_PREFIX);
    }

    static NewToken given(String value) {
        return new NewToken(value);
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The secret itself. */
    public String value() {
        return value;
    }

    /** What the database keeps and looks calls up by. */
    public byte[] hash() {
        return hash(value);
    }

    /** Signs check-backs; see {@link CheckSignature}. */
    public byte[] signingKey() {
        return CheckSignature.keyOf(value);
    }

    static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Not the secret, so that it cannot get into a log by accident. */
    @Override
    public String toString() {
        return "NewToken";
    }
}
