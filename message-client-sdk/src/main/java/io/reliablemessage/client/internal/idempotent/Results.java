package io.reliablemessage.client.internal.idempotent;

import io.reliablemessage.client.UnrepeatableResultException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** The results of one method, as they are kept: a result is taken only if a repeated call will get the same. */
final class Results {
    private final String method;
    private final ResultForm form;
    private final DataSize limit;

    /** @param method what to call it in messages */
    Results(String method, ResultForm form, DataSize limit) {
        this.method = method;
        this.form = form;
        this.limit = limit;
    }

    /** @throws UnrepeatableResultException if the result is too large, or would not come back as it is */
    byte[] write(@Nullable Object result) {
        byte[] written;
        Object copy;
        byte[] again;
        try {
            written = form.write(result);
            copy = form.read(written);
            again = form.write(copy);
        } catch (RuntimeException e) {
            throw new UnrepeatableResultException(
                    "The result of " + method + ", a " + typeOf(result)
                            + ", cannot be kept as JSON and read back as the method's declared return type; the call is rolled back",
                    e);
        }
        if (!Arrays.equals(written, again) && !Objects.equals(result, copy)
                || !SameTypes.in(form.content(result), form.content(copy))) {
            throw new UnrepeatableResultException(
                    "The result of " + method + ", a " + typeOf(result)
                            + ", comes back from JSON as something else; declare the types that are really returned; the call is rolled back",
                    null);
        }
        if (written.length > limit.toBytes()) {
            throw new UnrepeatableResultException(
                    "The result of " + method + " needs " + written.length
                            + " bytes as JSON, more than reliable-message.idempotent.max-result-size ("
                            + limit.toBytes()
                            + "); the call is rolled back",
                    null);
        }
        return written;
    }

    /** @throws UnrepeatableResultException if the method's type has changed since */
    @Nullable
    Object read(byte @Nullable [] stored) {
        if (stored == null) {
            throw new UnrepeatableResultException(
                    method
                            + " has taken effect with this key, but kept no result: it has called itself, or was not idempotent then",
                    null);
        }
        try {
            return form.read(stored);
        } catch (RuntimeException e) {
            throw new UnrepeatableResultException(
                    method + " has taken effect, but its result can no longer be read as the method's return type", e);
        }
    }

    private static String typeOf(@Nullable Object result) {
        return result == null ? "null" : result.getClass().getName();
    }
}
