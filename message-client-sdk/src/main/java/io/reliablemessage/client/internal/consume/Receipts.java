package io.reliablemessage.client.internal.consume;

import io.reliablemessage.client.Delivery;
import io.reliablemessage.protocol.ConsumeError;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Writes the receipts of this process.
 *
 * @param consumer this process, for people; at most 100 characters
 */
record Receipts(String consumer) {
    private static final int MAX_CONSUMER_LENGTH = 100;
    private static final int MAX_POSITION_LENGTH = 60;

    Receipts {
        consumer = cut(consumer, MAX_CONSUMER_LENGTH);
    }

    Receipt consumed(Incoming message) {
        return receipt(message, ReceiptKind.CONSUMED, null, null);
    }

    Receipt failed(Incoming message, ConsumeError error) {
        return receipt(message, ReceiptKind.FAILED, null, error);
    }

    Receipt postponed(Incoming message, Duration after, ConsumeError error) {
        Receipt failed = failed(message, error);
        return new Receipt(
                failed.id(),
                failed.topic(),
                failed.group(),
                failed.kind(),
                failed.attempt(),
                failed.consumer(),
                failed.brokerPosition(),
                after.toMillis(),
                null,
                error);
    }

    Receipt rejected(Incoming message, ConsumeError error) {
        return receipt(message, ReceiptKind.REJECTED, null, error);
    }

    Receipt inProgress(Incoming message, Duration extension) {
        return receipt(message, ReceiptKind.IN_PROGRESS, extension.toMillis(), null);
    }

    private Receipt receipt(
            Incoming message, ReceiptKind kind, @Nullable Long extendMillis, @Nullable ConsumeError error) {
        Delivery delivery = message.delivery();
        return new Receipt(
                delivery.id(),
                delivery.topic(),
                delivery.group(),
                kind,
                delivery.attempt(),
                message.round(),
                consumer,
                position(message),
                null,
                extendMillis,
                error);
    }

    /** The service takes a few marks only, and a broker's name may have others. */
    private static String position(Incoming message) {
        return cut(message.position().replaceAll("[^A-Za-z0-9@:._-]", "_"), MAX_POSITION_LENGTH);
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}
