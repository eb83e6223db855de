package io.reliablemessage.quickstart.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.quickstart.crash.app.Stop;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The producer is killed, or has nobody to talk to. */
class ProducerCrashTest extends CrashTest {

    @Test
    void cancelsMessageOfProducerThatDiedBeforeItsCommit() {
        String order = OrderDesk.newOrderNo("before-commit");
        site.desk().placeUpTo(Stop.BEFORE_COMMIT, order);
        site.producer().awaitLog(Stop.REACHED + Stop.BEFORE_COMMIT + " " + order);
        assertThat(books.state(order)).as("durable before the commit").containsExactly("PREPARED");

        site.producer().kill();
        site.producer().start();

        awaitState(order, "CANCELLED");
        assertThat(books.verdicts(order)).containsExactly("ROLLED_BACK");
        assertThat(books.fence(order)).as("tombstone").containsExactly("ROLLED_BACK");
        assertThat(books.isCommitted(order)).isFalse();
        assertThat(books.effects(order)).isEmpty();
    }

    @Test
    void deliversMessageOfProducerThatDiedBetweenCommitAndConfirm() {
        String order = OrderDesk.newOrderNo("after-commit");
        site.desk().placeUpTo(Stop.AFTER_COMMIT, order);
        site.producer().awaitLog(Stop.REACHED + Stop.AFTER_COMMIT + " " + order);
        assertThat(books.isCommitted(order)).isTrue();
        assertThat(books.state(order)).as("nobody confirmed").containsExactly("PREPARED");

        site.producer().kill();
        site.producer().start();

        awaitState(order, "CONSUMED");
        assertThat(books.verdicts(order)).containsExactly("COMMITTED");
        assertThat(books.effects(order)).hasSize(1);
    }

    @Test
    void anotherInstanceRelaysWhatADeadOneCommittedInLocalMode() {
        String order = OrderDesk.newOrderNo("local-other");
        site.localProducer().start();
        dieBetweenCommitAndRelay(order);

        awaitState(order, "CONSUMED");
        assertThat(books.effects(order)).hasSize(1);
    }

    @Test
    void nextStartRelaysWhatADeadInstanceCommittedInLocalMode() {
        String order = OrderDesk.newOrderNo("local-next");
        site.producer().kill();
        site.localProducer().start();
        dieBetweenCommitAndRelay(order);
        await("nobody is there to take it").until(() -> books.dueAtProducer() == 1);
        assertThat(books.state(order)).isEmpty();

        site.localProducer().start();

        awaitState(order, "CONSUMED");
        assertThat(books.effects(order)).hasSize(1);
    }

    private void dieBetweenCommitAndRelay(String order) {
        site.localDesk().placeUpTo(Stop.AFTER_COMMIT, order);
        site.localProducer().awaitLog(Stop.REACHED + Stop.AFTER_COMMIT + " " + order);
        site.localProducer().kill();
        assertThat(books.isCommitted(order)).isTrue();
        assertThat(books.leftAtProducer()).isEqualTo(1);
        assertThat(books.state(order)).as("the service knows nothing yet").isEmpty();
    }

    @Test
    void deliversLaterWhatWasCommittedWhileTheServiceWasAway() {
        String prefix = OrderDesk.newOrderNo("service-away");
        List<String> orders =
                IntStream.range(0, 20).mapToObj(i -> prefix + "-" + i).toList();
        site.service().kill();
        orders.forEach(order -> site.desk().place(order, Duration.ofSeconds(1)));
        assertThat(books.leftAtProducer()).as("spooled").isEqualTo(orders.size());

        site.service().start();

        await("all are consumed").until(() -> books.count(prefix, "CONSUMED") == orders.size());
        orders.forEach(order -> assertThat(books.effects(order)).as(order).hasSize(1));
    }
}
