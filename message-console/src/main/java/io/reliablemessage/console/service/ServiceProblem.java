package io.reliablemessage.console.service;

import org.jspecify.annotations.Nullable;

/** The service refused a call for a reason that a person can understand. */
public final class ServiceProblem extends RuntimeException {
    private final int status;
    private final @Nullable String field;
    private final String detail;
    private final @Nullable Long retryAfterSeconds;
    private final @Nullable Code code;

    /**
     * @param field the field at fault; {@code null} if it is not one field
     * @param detail with a field a sentence without its subject, else a whole one
     * @param retryAfterSeconds when to come again; {@code null} if the service does not say
     */
    public ServiceProblem(int status, @Nullable String field, String detail, @Nullable Long retryAfterSeconds) {
        this(status, field, detail, retryAfterSeconds, null);
    }

    /** What the console itself finds wrong before it asks the service. @param code {@code problem.<code>} has the words for it */
    public static ServiceProblem found(String field, String detail, String code) {
        return new ServiceProblem(400, field, detail, null, new Code(code, null, null));
    }

    /** @param code {@code null}: the service has only words for it */
    ServiceProblem(
            int status, @Nullable String field, String detail, @Nullable Long retryAfterSeconds, @Nullable Code code) {
        super(status + ": " + (field == null ? "" : field + " ") + detail);
        this.status = status;
        this.field = field;
        this.detail = detail;
        this.retryAfterSeconds = retryAfterSeconds;
        this.code = code;
    }

    /**
     * What the problem is, in no language.
     *
     * @param name {@code not-open}
     * @param id what the call was about
     */
    record Code(String name, @Nullable String id, @Nullable String limit) {}

    public int status() {
        return status;
    }

    public @Nullable String field() {
        return field;
    }

    public String detail() {
        return detail;
    }

    public @Nullable Long retryAfterSeconds() {
        return retryAfterSeconds;
    }

    /** By which the words of it are found in a language; {@code null}: there are only the service's own. */
    public @Nullable String code() {
        return code == null ? null : code.name();
    }

    public @Nullable String id() {
        return code == null ? null : code.id();
    }

    public @Nullable String limit() {
        return code == null ? null : code.limit();
    }
}
