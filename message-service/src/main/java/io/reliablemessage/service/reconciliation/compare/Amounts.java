package io.reliablemessage.service.reconciliation.compare;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Amounts of messages, and which amounts can be reckoned with at all. */
public final class Amounts {
    private static final int MAX_DIGITS = 60;

    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private final JsonPointer field;

    /** @param field a JSON pointer into payloads */
    public Amounts(String field) {
        this.field = JsonPointer.compile(field);
    }

    /** {@code null} if the payload is not JSON or has no number there, or one that is beyond {@link #isReasonable}. */
    public @Nullable BigDecimal of(byte[] payload) {
        try {
            JsonNode value = json.readTree(payload).at(field);
            return value.isNumber() && isReasonable(value.decimalValue()) ? value.decimalValue() : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    /** Whether it has at most {@value #MAX_DIGITS} digits before and after the point: {@code 1e999999999} would fill the memory when written out. */
    public static boolean isReasonable(@Nullable BigDecimal amount) {
        return amount == null || (amount.precision() <= MAX_DIGITS && Math.abs((long) amount.scale()) <= MAX_DIGITS);
    }
}
