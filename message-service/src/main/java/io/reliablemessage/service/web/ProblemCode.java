package io.reliablemessage.service.web;

import java.util.Locale;

/**
 * What an operator's call is refused for, as a program or a page in another language tells it apart: the member {@code code} of a problem,
 * in lower case with dashes. A code keeps its meaning in later versions; the sentence in {@code detail} may change. Problems without one are
 * told by status and field.
 */
public enum ProblemCode {
    UNKNOWN_APPLICATION,
    UNKNOWN_CAUSE,
    UNKNOWN_DEAD_LETTER,
    UNKNOWN_GROUP,
    UNKNOWN_JOB,
    /** It never existed, or its retention is over. */
    UNKNOWN_MESSAGE,
    UNKNOWN_OPERATOR,
    UNKNOWN_TOKEN,
    UNKNOWN_TOPIC,
    /** What is to be resumed is not paused. */
    NOT_PAUSED,
    /** Why something is done is missing or too long; {@code limit}: in characters. */
    REASON_LENGTH,
    /** Too short or too long; {@code limit}: in characters. */
    TEXT_LENGTH,
    /** A number outside its limits; {@code limit}: the one that it breaks. */
    OUT_OF_RANGE,
    /** A name with characters that names do not have; {@code limit}: in characters. */
    NAME_FORM,
    /** The dead letter has been decided, or is being replayed. */
    NOT_OPEN,
    /** The group has consumed another message with the same key, or is about to. */
    KEY_CONFLICT,
    NOT_JSON,
    /** Somebody else, or the producer, has decided the message. */
    NOT_UNDECIDED,
    TOO_MANY_JOBS,
    /** The job has come too far for that, or is not paused. */
    JOB_STATE,
    TOO_MANY_PAUSES,
    /** A pause must end in the future and not too late; {@code limit}: its longest duration. */
    PAUSE_END,
    TOO_MANY_TOKENS,
    WRONG_PASSWORD,
    SAME_PASSWORD,
    PASSWORD_LENGTH,
    PASSWORD_CHANGED_MEANWHILE,
    OWN_PASSWORD,
    EXTERNAL_PASSWORD,
    OWN_STANDING,
    EXTERNAL_ROLE,
    LAST_ADMINISTRATOR,
    OPERATOR_TAKEN,
    /** The role does not reach that far. */
    FORBIDDEN,
    /** To be repeated after {@code Retry-After}. */
    TOO_MANY_CALLS,
    DATABASE_AWAY,
    FAILED;

    /** As it stands in a problem. */
    String written() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
