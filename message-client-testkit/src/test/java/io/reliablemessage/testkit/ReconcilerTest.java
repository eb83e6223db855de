package io.reliablemessage.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.reconciliation.RepairAnswer.Outcome;
import io.reliablemessage.protocol.reconciliation.RepairAnswer.Result;
import io.reliablemessage.testkit.Shop.Order;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** An application sees in its tests whether its books and its repairs are right. */
@ReliableMessageTest
class ReconcilerTest {
    private static final BusinessKey KEY = BusinessKey.of("merchantNo", "M1").and("orderNo", "1100");

    @Autowired
    Shop.Checkout checkout;

    @Autowired
    JdbcTemplate jdbc;

    @Autowired
    Pump pump;

    @Autowired
    SentMessages sent;

    @Test
    void booksThatAgreeHaveNoDifferences(Reconciler reconciler) {
        checkout.place(new Order("1100", 2000));
        assertThat(reconciler.reconcile("order-placed")).isEmpty();
        pump.deliverAll().assertConsumed();
        assertThat(reconciler.reconcile("order-placed")).isEmpty();
    }

    @Test
    void factWithoutMessageIsFoundAndProduced(Reconciler reconciler) {
        jdbc.update("INSERT INTO customer_order (order_no, amount) VALUES ('1100', 2000)");
        assertThat(reconciler.reconcile("order-placed"))
                .containsExactly(new Difference(DiscrepancyType.MISSING_MESSAGE, "order-placed", null, KEY, null));

        assertThat(reconciler.produceMissing("order-placed"))
                .extracting(Result::outcome)
                .containsExactly(Outcome.DONE);
        sent.to("order-placed")
                .withKey("orderNo", "1100")
                .hasPayload(new Order("1100", 2000))
                .hasSize(1);
        pump.deliverAll().assertConsumed();
        assertThat(reconciler.reconcile("order-placed")).isEmpty();
    }

    @Test
    void messageWithoutFactIsFound(Reconciler reconciler) {
        checkout.place(new Order("1100", 2000));
        jdbc.update("DELETE FROM customer_order");
        assertThat(reconciler.reconcile("order-placed"))
                .containsExactly(new Difference(
                        DiscrepancyType.GHOST_MESSAGE,
                        "order-placed",
                        null,
                        KEY,
                        sent.to("order-placed").single().id()));
    }

    @Test
    void receiptWithoutEffectIsFound(Reconciler reconciler) {
        checkout.place(new Order("1100", 2000));
        pump.deliverAll();
        jdbc.update("DELETE FROM rm_idempotency");
        assertThat(reconciler.reconcile("order-placed"))
                .extracting(Difference::type, Difference::group)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(DiscrepancyType.FALSE_RECEIPT, "points"));
    }

    @Test
    void effectWithAnotherPayloadIsFound(Reconciler reconciler) {
        checkout.place(new Order("1100", 2000));
        pump.deliverAll();
        jdbc.update("UPDATE rm_idempotency SET payload_hash = message_id || message_id");
        assertThat(reconciler.reconcile("order-placed"))
                .extracting(Difference::type)
                .containsExactly(DiscrepancyType.CONFLICTING_CONTENT);
    }

    @Test
    void messageThatRepeatsAnEffectIsNoDifference(Reconciler reconciler) {
        checkout.place(new Order("1100", 2000));
        pump.deliver("order-placed", KEY, new Order("1100", 2000));
        pump.assertConsumed();
        assertThat(reconciler.reconcile("order-placed")).isEmpty();
    }

    @Test
    void topicWithoutABookIsNamed(Reconciler reconciler) {
        assertThatThrownBy(() -> reconciler.reconcile("points-booked"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("keeps no book of topic points-booked");
    }
}
