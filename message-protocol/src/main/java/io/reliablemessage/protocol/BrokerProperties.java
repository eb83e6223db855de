package io.reliablemessage.protocol;

/** The user properties of a message on the broker. The body is the payload, byte for byte. */
public final class BrokerProperties {
    /** The message id; the broker's own id means nothing. */
    public static final String ID = "RM_ID";

    /** The producing application. */
    public static final String APPLICATION = "RM_APPLICATION";

    /** The readable form of the business key; absent if there is none. */
    public static final String KEY = "RM_KEY";

    /** The number of this delivery, from 1; receipts echo it. */
    public static final String ATTEMPT = "RM_ATTEMPT";

    /** How many replays of the dead letter came before this delivery, from 0; receipts echo it. */
    public static final String ROUND = "RM_ROUND";

    /** Comma-separated groups that this delivery is for; absent means every group. Other groups skip it without a receipt. */
    public static final String GROUPS = "RM_GROUPS";

    public static final String CONTENT_TYPE = "RM_CONTENT_TYPE";
    public static final String ORDERING_KEY = "RM_ORDERING_KEY";

    /** Milliseconds since the epoch at which the service first stored the message. */
    public static final String CREATED_AT = "RM_CREATED_AT";

    /** Prefix of the application's own headers. */
    public static final String HEADER_PREFIX = "RMH_";

    private BrokerProperties() {}
}
