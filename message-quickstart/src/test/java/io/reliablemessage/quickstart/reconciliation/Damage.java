package io.reliablemessage.quickstart.reconciliation;

import io.reliablemessage.protocol.management.DiscrepancyType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What somebody does to the books of one order in SQL, and what is to be found then: one discrepancy. */
enum Damage {
    MESSAGE_DELETED(
            DiscrepancyType.MISSING_MESSAGE,
            null,
            "DELETE FROM message_service.message WHERE id = (SELECT message_id FROM order_service.orders WHERE order_no = ?)"),
    EFFECT_DELETED(
            DiscrepancyType.FALSE_RECEIPT, "points", "DELETE FROM points_service.points_entry WHERE order_no = ?"),
    /** As if it had never come, and the next delivery were far away. */
    RECEIPT_DELETED(
            DiscrepancyType.UNRECEIPTED_EFFECT,
            "coupon",
            withoutReceipt("coupon", "m.due_shard = 0, m.due_at = UTC_TIMESTAMP(3) + INTERVAL 1 DAY")),
    ORDER_DELETED(DiscrepancyType.GHOST_MESSAGE, null, "DELETE FROM order_service.orders WHERE order_no = ?"),
    EFFECT_DOUBLED(DiscrepancyType.DUPLICATE_EFFECT, "coupon", """
            INSERT INTO coupon_service.coupon (merchant_no, order_no, value_cents, given_at)
            SELECT merchant_no, order_no, value_cents, given_at FROM coupon_service.coupon WHERE order_no = ?
            """),
    /** Only the warehouse's book knows what the payload was; the amount is as it was. */
    PAYLOAD_CHANGED(DiscrepancyType.CONFLICTING_CONTENT, "warehouse", """
            UPDATE message_service.message SET payload = REPLACE(payload, '"TEA"', '"SALT"')
            WHERE id = (SELECT message_id FROM order_service.orders WHERE order_no = ?)
            """),
    AMOUNT_CHANGED(
            DiscrepancyType.CONFLICTING_CONTENT,
            null,
            "UPDATE order_service.orders SET amount_cents = amount_cents + 1 WHERE order_no = ?"),
    /** Due where nobody looks. */
    STATE_BROKEN(
            DiscrepancyType.BROKEN_STATE,
            null,
            withoutReceipt("points", "m.due_shard = 99, m.due_at = UTC_TIMESTAMP(3)"));

    private final DiscrepancyType type;
    private final @Nullable String group;
    private final String statement;

    /** @param statement changes one row, of the order with the number that is its parameter */
    Damage(DiscrepancyType type, @Nullable String group, String statement) {
        this.type = type;
        this.group = group;
        this.statement = statement;
    }

    private static String withoutReceipt(String group, String due) {
        return """
               UPDATE message_service.message m
                 JOIN order_service.orders o ON o.message_id = m.id
                 JOIN message_service.subscription s ON s.topic_id = m.topic_id AND s.group_name = '%s'
               SET m.state = 'CONFIRMED', m.finished_at = NULL, m.groups_owing = 1 << s.position, %s,
                   m.receipt_log = REGEXP_REPLACE(m.receipt_log, CONCAT('(^|;)', s.position, ':[^;]*;'), '\\\\1')
               WHERE o.order_no = ?
               """.formatted(group, due);
    }

    String statement() {
        return statement;
    }

    DiscrepancyType type() {
        return type;
    }

    /** Whose receipt or effect it is about; {@code null}: the message or the fact. */
    @Nullable
    String group() {
        return group;
    }

    /** Whether the system can mend it, by itself or after approval. */
    boolean isRepaired() {
        return switch (type) {
            case GHOST_MESSAGE, DUPLICATE_EFFECT, CONFLICTING_CONTENT -> false;
            default -> true;
        };
    }

    /** @param act each act damages orders of its own */
    String orderNo(String act) {
        return act + "-" + name().toLowerCase(Locale.ROOT);
    }
}
