package io.reliablemessage.service.web;

import io.reliablemessage.protocol.InvalidKeyException;
import java.time.Duration;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says in one sentence, with the path of the field, why a JSON body cannot be taken. Never repeats more of it than a short value. */
final class UnreadableBody {
    private static final int MAX_SHOWN = 60;

    private UnreadableBody() {}

    static ProblemException problemOf(HttpMessageNotReadableException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BodyTooLargeException) {
                return ProblemAdvice.tooLarge();
            }
        }
        if (failure.getCause() instanceof JacksonException json) {
            return problemOf(json);
        }
        return new ProblemException(HttpStatus.BAD_REQUEST, null, "The body is missing or cannot be read");
    }

    private static ProblemException problemOf(JacksonException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidKeyException key) {
                return keyProblem(failure.getPath(), key);
            }
        }
        String path = path(failure.getPath());
        if (failure instanceof StreamConstraintsException) {
            return new ProblemException(
                    HttpStatus.BAD_REQUEST, path, "breaks a limit: " + failure.getOriginalMessage());
        }
        if (failure instanceof StreamReadException) {
            return new ProblemException(
                    HttpStatus.BAD_REQUEST, null, "The body is not JSON or is cut off" + at(failure.getLocation()));
        }
        if (failure instanceof UnrecognizedPropertyException unknown) {
            return new ProblemException(HttpStatus.BAD_REQUEST, path, "is not a known field" + known(unknown));
        }
        if (failure instanceof InvalidFormatException format) {
            return new ProblemException(
                    HttpStatus.BAD_REQUEST,
                    path,
                    expectation(format.getTargetType()) + "; it is '" + shown(format.getValue()) + "'");
        }
        if (failure instanceof MismatchedInputException mismatch) {
            return mismatch(path, mismatch);
        }
        return new ProblemException(HttpStatus.BAD_REQUEST, path, "cannot be read" + at(failure.getLocation()));
    }

    private static ProblemException mismatch(@Nullable String path, MismatchedInputException mismatch) {
        if (path == null && String.valueOf(mismatch.getOriginalMessage()).startsWith("No content")) {
            return new ProblemException(HttpStatus.BAD_REQUEST, null, "The body is missing");
        }
        Class<?> type = mismatch.getTargetType();
        String expected = type == null ? "has the wrong JSON type" : expectation(type);
        String detail = path == null ? "The body " + expected : expected;
        return new ProblemException(HttpStatus.BAD_REQUEST, path, detail + at(mismatch.getLocation()));
    }

    /** What a value of this type must be, as a sentence without its subject. */
    static String expectation(Class<?> type) {
        if (type.isEnum()) {
            return "must be one of " + Arrays.toString(type.getEnumConstants());
        }
        if (type == UUID.class) {
            return "must be a UUID of 36 characters";
        }
        if (Temporal.class.isAssignableFrom(type)) {
            return "must be a time with a zone, such as 2026-11-21T10:15:30Z";
        }
        if (type == Duration.class) {
            return "must be an ISO-8601 duration, such as PT10S";
        }
        if (type == int.class || type == Integer.class) {
            return "must be a whole number from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE;
        }
        if (type == long.class || type == Long.class) {
            return "must be a whole number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "must be true or false";
        }
        if (type == byte[].class) {
            return "must be Base64 text";
        }
        if (type == String.class) {
            return "must be text";
        }
        return Collection.class.isAssignableFrom(type) ? "must be a list" : "must be an object";
    }

    private static ProblemException keyProblem(List<JacksonException.Reference> path, InvalidKeyException key) {
        String rest = key.field().startsWith("key") ? key.field().substring("key".length()) : "";
        return ProblemException.invalid(String.valueOf(path(path)) + rest, key.problem(), null);
    }

    private static @Nullable String path(List<JacksonException.Reference> references) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference each : references) {
            if (each.getPropertyName() == null) {
                path.append('[').append(each.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(shown(each.getPropertyName()));
            }
        }
        return path.isEmpty() ? null : path.toString();
    }

    private static String known(UnrecognizedPropertyException unknown) {
        Collection<Object> ids = unknown.getKnownPropertyIds();
        return ids == null || ids.isEmpty()
                ? ""
                : "; known are " + ids.stream().map(String::valueOf).sorted().toList();
    }

    private static String at(@Nullable TokenStreamLocation location) {
        return location == null || location.getLineNr() < 1
                ? ""
                : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    static String shown(@Nullable Object value) {
        String text = String.valueOf(value).replaceAll("\\p{Cntrl}", "?");
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }
}
