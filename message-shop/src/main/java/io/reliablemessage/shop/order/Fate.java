package io.reliablemessage.shop.order;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of an order and its message.
 *
 * @param message the message's state at the service; null if that is not known now
 * @param points how many points entries there are; null if that is not known now
 * @param coupons how many coupons there are; null if that is not known now
 * @param shipment how far the warehouse says it has come; null before it says something
 */
record Fate(
        String orderNo,
        long amountCents,
        boolean poisoned,
        boolean committed,
        Instant placedAt,
        UUID messageId,
        @Nullable String message,
        @Nullable Integer points,
        @Nullable Integer coupons,
        @Nullable ShipmentStatus shipment) {}
