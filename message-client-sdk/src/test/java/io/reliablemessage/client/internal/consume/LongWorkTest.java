package io.reliablemessage.client.internal.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.Receipt;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LongWorkTest {
    private final BlockingQueue<Receipt> sent = new LinkedBlockingQueue<>();
    private final LongWork longWork = new LongWork(sent::add, Duration.ofMillis(5), Duration.ofMillis(15));
    private final Receipt one = inProgress("one");
    private final Receipt other = inProgress("other");

    @AfterEach
    void close() {
        longWork.close();
    }

    @Test
    void asksForMoreTimeAgainAndAgain() throws InterruptedException {
        longWork.watch(one);

        for (int i = 0; i < 3; i++) {
            assertThat(sent.poll(30, TimeUnit.SECONDS)).isEqualTo(one);
        }
    }

    @Test
    void saysNothingMoreOnceTheWorkHasEnded() throws InterruptedException {
        LongWork.Watch watch = longWork.watch(one);
        assertThat(sent.poll(30, TimeUnit.SECONDS)).isEqualTo(one);
        watch.close();
        sent.clear();
        longWork.watch(other);

        // The other's words show that the time went on.
        for (int i = 0; i < 5; i++) {
            assertThat(sent.poll(30, TimeUnit.SECONDS)).isEqualTo(other);
        }
    }

    private Receipt inProgress(String payload) {
        return new Receipts("test").inProgress(Bench.incoming(null, payload), longWork.extension());
    }
}
