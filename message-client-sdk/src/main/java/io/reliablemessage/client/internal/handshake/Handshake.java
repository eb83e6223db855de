package io.reliablemessage.client.internal.handshake;

import io.reliablemessage.client.ServiceRefusedException;
import io.reliablemessage.client.ServiceUnavailableException;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.client.internal.SetupException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the service once what it says of itself, and checks that this application fits. At the start a finding ends the start. With the
 * service away the start goes on, the question is asked again and again, and a finding is then an ERROR in the log, a state for health and
 * metrics, and keeps listeners from consuming.
 */
public final class Handshake implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Handshake.class);
    private static final int SECONDS_BETWEEN_QUESTIONS = 5;
    private static final int OBJECTIONS_BETWEEN_ERRORS = 60;

    private final MessageService service;
    private final Clock clock;
    private final Supplier<List<StartCheck>> checks;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable List<Finding> findings;

    /** @param checks asked for with the first answer, when everything that may be checked is there */
    public Handshake(MessageService service, Clock clock, Supplier<List<StartCheck>> checks) {
        this.service = service;
        this.clock = clock;
        this.checks = checks;
    }

    /**
     * Asks once on this thread; if the service is away, goes on asking on one of its own.
     *
     * @throws SetupException if the service answered and something has to be put right
     */
    public void start() {
        try {
            requireAgreement();
        } catch (ServiceUnavailableException | ServiceRefusedException e) {
            log.warn(
                    "Whether this application fits the service is not known yet ({}); it goes on, and asks again every {} s",
                    e.getMessage(),
                    SECONDS_BETWEEN_QUESTIONS);
            Thread asking = new Thread(this::askUntilAnswered, "reliable-message-handshake");
            asking.setDaemon(true);
            asking.start();
        }
    }

    /**
     * Asks now, unless there was an answer before with which everything was well: a clock, say, can be put right meanwhile.
     *
     * @throws SetupException if something has to be put right
     * @throws ServiceUnavailableException if the service has not answered yet and does not now
     * @throws ServiceRefusedException if it does not take the token
     */
    public void requireAgreement() {
        List<Finding> found = ask();
        if (!found.isEmpty()) {
            Finding first = found.get(0);
            throw new SetupException(
                    String.join(" ", found.stream().map(Finding::problem).toList()), first.action());
        }
    }

    private synchronized List<Finding> ask() {
        List<Finding> known = findings;
        if (known != null && known.isEmpty()) {
            return known;
        }
        long askedAt = clock.millis();
        var configuration = service.configuration();
        ServiceAnswer answer = ServiceAnswer.of(configuration, askedAt, clock.millis());
        List<Finding> found = checks.get().stream()
                .map(check -> check.check(answer))
                .flatMap(Optional::stream)
                .toList();
        findings = found;
        return found;
    }

    private void askUntilAnswered() {
        try {
            for (int objections = 0; !stopping.await(SECONDS_BETWEEN_QUESTIONS, TimeUnit.SECONDS); ) {
                String objection = objection();
                if (objection == null && isAnswered()) {
                    return;
                }
                if (objection != null && objections++ % OBJECTIONS_BETWEEN_ERRORS == 0) {
                    log.error("{}; nothing is consumed until that is put right", objection);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What somebody has to put right; {@code null}: nothing, or the service does not answer. */
    private @Nullable String objection() {
        try {
            requireAgreement();
        } catch (SetupException e) {
            return e.getMessage() + " " + e.action();
        } catch (ServiceRefusedException e) {
            return String.valueOf(e.getMessage());
        } catch (RuntimeException e) {
            log.debug("The service does not answer yet; it is asked again", e);
        }
        return null;
    }

    /** Whether the service has answered, so that {@link #findings()} is what there is. */
    public boolean isAnswered() {
        return findings != null;
    }

    /** What has to be put right; empty before the first answer. */
    public List<Finding> findings() {
        List<Finding> known = findings;
        return known == null ? List.of() : known;
    }

    @Override
    public void close() {
        stopping.countDown();
    }
}
