package io.reliablemessage.shop.order;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * An order as a customer places it.
 *
 * @param merchantNo 1 to 32 characters
 * @param orderNo 1 to 64 characters, unique
 * @param sku what is bought, one of it
 * @param amountCents 1 to 10,000,000
 * @param trouble what shall go wrong with it
 */
record NewOrder(String merchantNo, String orderNo, String sku, long amountCents, OrderTrouble trouble) {

    private static final String SHOP = "M1";
    private static final List<String> SKUS = List.of("TEA", "RICE", "SALT", "SOAP", "LAMP");

    /** @throws IllegalArgumentException naming the value that is outside its limits */
    NewOrder(
            @Nullable String merchantNo,
            @Nullable String orderNo,
            @Nullable String sku,
            long amountCents,
            @Nullable OrderTrouble trouble) {
        this.merchantNo = Objects.requireNonNullElse(merchantNo, SHOP);
        this.orderNo = Objects.requireNonNullElseGet(orderNo, NewOrder::freshNumber);
        this.sku = Objects.requireNonNullElseGet(sku, NewOrder::anySku);
        this.amountCents = amountCents;
        this.trouble = Objects.requireNonNullElse(trouble, OrderTrouble.NONE);
        requireLength("merchantNo", this.merchantNo, 32);
        requireLength("orderNo", this.orderNo, 64);
        if (!SKUS.contains(this.sku)) {
            throw new IllegalArgumentException("sku must be one of " + SKUS);
        }
        if (amountCents < 1 || amountCents > 10_000_000) {
            throw new IllegalArgumentException("amountCents must be 1 to 10000000");
        }
    }

    /** An order of some amount. */
    static NewOrder random(OrderTrouble trouble) {
        return new NewOrder(null, null, null, ThreadLocalRandom.current().nextLong(500, 20_000), trouble);
    }

    private static String anySku() {
        return SKUS.get(ThreadLocalRandom.current().nextInt(SKUS.size()));
    }

    private static String freshNumber() {
        return "O-" + UUID.randomUUID().toString().substring(0, 13);
    }

    private static void requireLength(String name, String value, int most) {
        if (value.isBlank() || value.length() > most) {
            throw new IllegalArgumentException(name + " must have 1 to " + most + " characters");
        }
    }
}
