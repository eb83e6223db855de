package io.reliablemessage.service.reconciliation.compare;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Amounts of messages, and which amounts can be reckoned with at all. */
public final class Amounts {
    private static final int MAX_DIGITS = 60;
    private static final Pattern PLAIN = Pattern.compile("-?[0-9]{1,60}(\\.[0-9]{1,60})?");

    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private final JsonPointer field;

    /** @param field a JSON pointer into payloads */
    public Amounts(String field) {
        this.field = JsonPointer.compile(field);
    }

    /**
     * {@code null} if the payload is not JSON or has neither a number there nor the plain decimal text of one ({@code "12.50"}), or one
     * that is beyond {@link #isReasonable}.
     */
    public @Nullable BigDecimal of(byte[] payload) {
        try {
            JsonNode value = json.readTree(payload).at(field);
            BigDecimal amount =
                    value.isNumber() ? value.decimalValue() : value.isString() ? plain(value.asString()) : null;
            return isReasonable(amount) ? amount : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    private static @Nullable BigDecimal plain(String text) {
        return PLAIN.matcher(text).matches() ? new BigDecimal(text) : null;
    }

    /** Whether it has at most {@value #MAX_DIGITS} digits before and after the point: {@code 1e999999999} would fill the memory when written out. */
    public static boolean isReasonable(@Nullable BigDecimal amount) {
        return amount == null || (amount.precision() <= MAX_DIGITS && Math.abs((long) amount.scale()) <= MAX_DIGITS);
    }
}
