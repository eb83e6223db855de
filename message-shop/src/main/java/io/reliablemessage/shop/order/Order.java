package io.reliablemessage.shop.order;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order and what became of its transaction.
 *
 * @param messageId the message that was sent with it
 * @param committed whether the order is there; a rolled-back one is remembered for the page only
 * @param shipment how far the warehouse says it has come; null before it says something
 */
record Order(
        String orderNo,
        long amountCents,
        boolean poisoned,
        UUID messageId,
        Instant placedAt,
        boolean committed,
        @Nullable ShipmentStatus shipment) {}
