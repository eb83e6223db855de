package io.reliablemessage.protocol;

import java.time.Duration;

/** Limits that the service enforces and the SDK checks before it sends. */
public final class MessageLimits {
    /** Items in one batch call. */
    public static final int MAX_BATCH_ITEMS = 1_000;

    /** The largest payload in bytes; a topic may set less. The broker's own limit is 4 MiB with properties. */
    public static final int MAX_PAYLOAD_BYTES = 2 * 1024 * 1024;

    /** The largest HTTP body in bytes. */
    public static final int MAX_BODY_BYTES = 8 * 1024 * 1024;

    public static final int MAX_HEADERS = 32;
    public static final int MAX_HEADER_NAME_LENGTH = 64;

    /** In UTF-16 characters. */
    public static final int MAX_HEADER_VALUE_LENGTH = 1_024;

    /** All names and values together, in bytes of UTF-8; what a broker takes as properties, with room for the service's own. */
    public static final int MAX_HEADERS_BYTES = 16 * 1_024;

    /** Notices in one answer, and topics in one claim of them. */
    public static final int MAX_NOTICES = 100;

    public static final int MAX_NOTICE_TOPICS = 100;

    public static final int MAX_TAG_LENGTH = 64;
    public static final int MAX_TOPIC_LENGTH = 127;
    public static final int MAX_GROUP_LENGTH = 64;
    public static final int MAX_ORDERING_KEY_LENGTH = 128;
    public static final int MAX_ERROR_LENGTH = 4_000;
    public static final int MAX_SCHEDULE_INTERVALS = 20;
    public static final int MAX_ATTEMPTS = 100;

    /** Groups that may be subscribed to one topic. */
    public static final int MAX_GROUPS_PER_TOPIC = 62;

    /** How far the time inside a message id may be ahead of the database's clock. */
    public static final Duration MAX_ID_AHEAD = Duration.ofHours(1);

    /** How far ahead {@code deliverAt}, {@code delayMillis} and {@code expiresAt} may lie. */
    public static final Duration MAX_AHEAD = Duration.ofDays(30);

    private MessageLimits() {}
}
