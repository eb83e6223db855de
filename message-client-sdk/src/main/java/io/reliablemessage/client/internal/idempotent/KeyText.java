package io.reliablemessage.client.internal.idempotent;

import io.reliablemessage.client.InvalidIdempotencyKeyException;
import io.reliablemessage.protocol.BusinessKey;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.temporal.Temporal;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The one text that a value has as a part of a key. */
final class KeyText {
    private static final Set<Class<?>> WHOLE_NUMBERS =
            Set.of(Byte.class, Short.class, Integer.class, Long.class, BigInteger.class);

    private KeyText() {}

    /** @throws InvalidIdempotencyKeyException if there is no value, it is blank, or of a type that has no single text */
    static String of(PropertyPath path, @Nullable Object value) {
        String text = text(path, value);
        if (text.isBlank()) {
            throw new InvalidIdempotencyKeyException(
                    path.toString(),
                    "is a part of the key and must have 1 to " + BusinessKey.MAX_VALUE_LENGTH + " characters; it is "
                            + (value == null ? "null" : "blank"));
        }
        return text;
    }

    private static String text(PropertyPath path, @Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof BigDecimal number) {
            // 1.5 and 1.50 are one amount.
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        }
        if (value instanceof CharSequence
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof UUID
                || value instanceof Temporal
                || WHOLE_NUMBERS.contains(value.getClass())) {
            return value.toString();
        }
        throw new InvalidIdempotencyKeyException(
                path.toString(),
                "is a part of the key and must be text, an enum, a whole number, a BigDecimal, a boolean, a UUID or a date; it is a "
                        + value.getClass().getName());
    }
}
