package io.reliablemessage.service.checkback;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.reliablemessage.service.application.JdbcClock;
import io.reliablemessage.service.checkback.Interview.Heard;
import io.reliablemessage.service.scheduling.Duties;
import io.reliablemessage.service.scheduling.Duty;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds messages whose producers have kept silent for longer than their topic's grace, claims them by moving their due time, asks each
 * application outside any transaction, and settles what came back. A node that dies in between loses nothing: the messages are due
 * again after their backoff. It may then ask twice, which is harmless, since a verdict never changes.
 */
final class CheckBack implements Duty {
    static final String NAME = "check-back";
    private static final Logger log = LoggerFactory.getLogger(CheckBack.class);

    private final DueDoubts doubts;
    private final JdbcClock clock;
    private final Interview interview;
    private final Settlement settlement;
    private final Duties duties;
    private final Counter undecided;

    CheckBack(DueDoubts doubts, JdbcClock clock, Interview interview, Settlement settlement, DutyMetrics metrics) {
        this.doubts = doubts;
        this.clock = clock;
        this.interview = interview;
        this.settlement = settlement;
        this.duties = metrics.duties();
        this.undecided = Counter.builder("reliable.message.undecided")
                .description("Messages that became UNDECIDED and wait for an operator")
                .register(metrics.registry());
    }

    /** Where the duty counts. */
    record DutyMetrics(Duties duties, MeterRegistry registry) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Duration pause() {
        return Duration.ofSeconds(5);
    }

    @Override
    public String sign() {
        return doubts.sign();
    }

    @Override
    public boolean step(Set<Integer> shards) {
        return checkUnconfirmed(shards);
    }

    /** Asks about one batch; see {@link Duty#step}. */
    boolean checkUnconfirmed(Set<Integer> shards) {
        DueDoubts.Claimed claimed = doubts.claim(shards);
        if (claimed.messages().isEmpty()) {
            return claimed.more();
        }
        Instant askedAt = clock.now();
        List<Heard> heard;
        try {
            heard = interview.ask(claimed.messages(), askedAt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        List<Heard> given = settlement.settle(heard, claimed.claim(), askedAt);
        given.forEach(CheckBack::alert);
        undecided.increment(given.size());
        duties.handled(NAME, heard.size());
        return claimed.more();
    }

    private static void alert(Heard heard) {
        log.error(
                "Message {} is UNDECIDED after {} answered and {} further questions, the last one with: {}. It waits for an operator to"
                        + " commit or cancel it",
                heard.message().id(),
                heard.message().checks() + (heard.answer() instanceof Answer.Answered ? 1 : 0),
                heard.message().asked() - heard.message().checks(),
                heard.answer().detail() == null ? "no decision" : heard.answer().detail());
    }
}
