package io.reliablemessage.service.web;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** A call is refused for a reason on which the caller can act; becomes an RFC 9457 problem. */
public final class ProblemException extends RuntimeException {
    private final HttpStatus status;
    private final @Nullable String field;
    private final @Nullable String id;
    private final @Nullable Object limit;
    private final @Nullable ProblemCode code;

    /**
     * @param field the field at fault as a path ({@code messages[3].id}); {@code null} if it is not one field
     * @param detail with a field: a sentence without its subject that names the limit; else a whole sentence
     */
    public ProblemException(HttpStatus status, @Nullable String field, String detail) {
        this(status, field, detail, null, null);
    }

    /**
     * @param id what the call was about, where there is one
     * @param limit the limit that was broken, where there is one
     */
    public ProblemException(
            HttpStatus status, @Nullable String field, String detail, @Nullable String id, @Nullable Object limit) {
        this(status, field, detail, id, limit, null);
    }

    private ProblemException(
            HttpStatus status,
            @Nullable String field,
            String detail,
            @Nullable String id,
            @Nullable Object limit,
            @Nullable ProblemCode code) {
        super(detail);
        this.status = status;
        this.field = field;
        this.id = id;
        this.limit = limit;
        this.code = code;
    }

    /** The same, told apart from others by this. */
    public ProblemException as(ProblemCode what) {
        return new ProblemException(status, field, detail(), id, limit, what);
    }

    /** 400 with the field and the limit that it breaks. */
    public static ProblemException invalid(String field, String detail, @Nullable Object limit) {
        return new ProblemException(HttpStatus.BAD_REQUEST, field, detail, null, limit);
    }

    /** 404: there is no such thing, or it is not the caller's. */
    public static ProblemException notFound(String what, String id) {
        return new ProblemException(
                HttpStatus.NOT_FOUND, null, "There is no " + what + " " + id, id, null, codeOf(what));
    }

    private static @Nullable ProblemCode codeOf(String what) {
        return switch (what) {
            case "application" -> ProblemCode.UNKNOWN_APPLICATION;
            case "cause" -> ProblemCode.UNKNOWN_CAUSE;
            case "dead letter" -> ProblemCode.UNKNOWN_DEAD_LETTER;
            case "group", "subscription of group" -> ProblemCode.UNKNOWN_GROUP;
            case "job" -> ProblemCode.UNKNOWN_JOB;
            case "message" -> ProblemCode.UNKNOWN_MESSAGE;
            case "operator" -> ProblemCode.UNKNOWN_OPERATOR;
            case "pause of" -> ProblemCode.NOT_PAUSED;
            case "token" -> ProblemCode.UNKNOWN_TOKEN;
            case "topic" -> ProblemCode.UNKNOWN_TOPIC;
            default -> null;
        };
    }

    /** 409: what is recorded contradicts the call; nothing changed. */
    public static ProblemException conflict(String id, String detail) {
        return new ProblemException(HttpStatus.CONFLICT, null, detail, id, null);
    }

    public HttpStatus status() {
        return status;
    }

    public @Nullable String field() {
        return field;
    }

    public @Nullable String id() {
        return id;
    }

    public @Nullable Object limit() {
        return limit;
    }

    public @Nullable ProblemCode code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
