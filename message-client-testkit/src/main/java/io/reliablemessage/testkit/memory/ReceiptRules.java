package io.reliablemessage.testkit.memory;

import io.reliablemessage.protocol.ConsumeError;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageLimits;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The real service's limits for a receipt. */
final class ReceiptRules {
    private static final Pattern BROKER_POSITION = Pattern.compile("[A-Za-z0-9@:._-]{1,60}");
    private static final int MAX_ROUND = 1_000_000;
    private static final long MAX_RETRY_AFTER_MILLIS = 86_400_000;
    private static final long MIN_EXTEND_MILLIS = 1_000;
    private static final long MAX_EXTEND_MILLIS = 3_600_000;

    private ReceiptRules() {}

    /** @return the refusal, {@code null} if the receipt keeps to the limits */
    static @Nullable ItemResult refusal(Receipt receipt) {
        if (receipt.attempt() < 1 || receipt.attempt() > MessageLimits.MAX_ATTEMPTS) {
            return refuse(receipt, "attempt", "must be 1 to " + MessageLimits.MAX_ATTEMPTS);
        }
        if (receipt.round() != null && (receipt.round() < 0 || receipt.round() > MAX_ROUND)) {
            return refuse(receipt, "round", "must be 0 to " + MAX_ROUND);
        }
        if (receipt.brokerPosition() != null
                && !BROKER_POSITION.matcher(receipt.brokerPosition()).matches()) {
            return refuse(receipt, "brokerPosition", "must have 1 to 60 letters, digits, '@', ':', '.', '_' or '-'");
        }
        if (receipt.consumer() != null && (receipt.consumer().length() > 100 || hasControls(receipt.consumer()))) {
            return refuse(receipt, "consumer", "must have at most 100 characters and no control characters");
        }
        Long retryAfter = receipt.retryAfterMillis();
        if (retryAfter != null && (retryAfter < 0 || retryAfter > MAX_RETRY_AFTER_MILLIS)) {
            return refuse(receipt, "retryAfterMillis", "must be 0 to " + MAX_RETRY_AFTER_MILLIS);
        }
        Long extend = receipt.extendMillis();
        if (receipt.kind() == ReceiptKind.IN_PROGRESS
                && (extend == null || extend < MIN_EXTEND_MILLIS || extend > MAX_EXTEND_MILLIS)) {
            return refuse(receipt, "extendMillis", "must be " + MIN_EXTEND_MILLIS + " to " + MAX_EXTEND_MILLIS);
        }
        if (receipt.error() != null && !isWithinLimits(receipt.error())) {
            return refuse(
                    receipt,
                    "error",
                    "must have a kind, a type of 1 to 200 characters and a message of at most "
                            + MessageLimits.MAX_ERROR_LENGTH);
        }
        return null;
    }

    private static boolean isWithinLimits(ConsumeError error) {
        return error.kind() != null
                && error.type() != null
                && !error.type().isEmpty()
                && error.type().length() <= 200
                && !hasControls(error.type())
                && (error.message() == null || error.message().length() <= MessageLimits.MAX_ERROR_LENGTH);
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    private static ItemResult refuse(Receipt receipt, String field, String detail) {
        return ItemResult.invalid(receipt.id(), field, detail);
    }
}
