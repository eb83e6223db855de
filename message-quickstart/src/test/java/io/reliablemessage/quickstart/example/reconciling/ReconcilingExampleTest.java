package io.reliablemessage.quickstart.example.reconciling;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.reconciliation.RepairAnswer;
import io.reliablemessage.testkit.Difference;
import io.reliablemessage.testkit.Pump;
import io.reliablemessage.testkit.Reconciler;
import io.reliablemessage.testkit.ReliableMessageTest;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The example of docs/reconciling.md, as it is. */
@ReliableMessageTest(
        properties = {
            "spring.config.name=reconciling",
            "spring.datasource.url=jdbc:h2:mem:reconciling;DB_CLOSE_DELAY=-1",
            "spring.flyway.enabled=false",
            "MY_SALES_TOKEN=rm_app_example"
        })
class ReconcilingExampleTest {
    @Autowired
    Sales sales;

    @Autowired
    JdbcClient jdbc;

    // testing.md shows reconcile
    @Test
    void booksAgree(Reconciler reconciler, Pump pump) {
        sales.sell(new Sale("S1", "1100", new BigDecimal("20.00")));
        pump.deliverAll();

        assertThat(reconciler.reconcile("sale-made")).isEmpty();
    }

    @Test
    void lostMessageIsProducedAgain(Reconciler reconciler, Pump pump) {
        jdbc.sql("INSERT INTO sale (shop_no, receipt_no, amount) VALUES ('S1', '1100', 20)")
                .update();
        assertThat(reconciler.reconcile("sale-made"))
                .extracting(Difference::type)
                .containsExactly(DiscrepancyType.MISSING_MESSAGE);

        assertThat(reconciler.produceMissing("sale-made"))
                .extracting(RepairAnswer.Result::outcome)
                .containsExactly(RepairAnswer.Outcome.DONE);
        pump.deliverAll();
        assertThat(reconciler.reconcile("sale-made")).isEmpty();
    }
    // testing.md shows no more

    @Test
    void stampThatIsThereTwiceAndOneThatIsGoneAreFound(Reconciler reconciler, Pump pump) {
        sales.sell(new Sale("S1", "1", new BigDecimal("20.00")));
        sales.sell(new Sale("S1", "2", new BigDecimal("20.00")));
        pump.deliverAll();
        jdbc.sql("INSERT INTO stamp (shop_no, receipt_no) VALUES ('S1', '1')").update();
        jdbc.sql("DELETE FROM stamp WHERE receipt_no = '2'").update();
        assertThat(reconciler.reconcile("sale-made"))
                .extracting(Difference::type)
                .containsExactly(DiscrepancyType.DUPLICATE_EFFECT, DiscrepancyType.FALSE_RECEIPT);
    }
}
