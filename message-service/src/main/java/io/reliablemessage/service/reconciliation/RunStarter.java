package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.MessageLimits;
import io.reliablemessage.protocol.management.ReconciliationRun.Kind;
import io.reliablemessage.service.application.ApplicationCatalog;
import io.reliablemessage.service.application.Subscription;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.reconciliation.JdbcPolicies.Book;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Enters a run with its comparisons; joins the caller's transaction. */
@Component
class RunStarter {
    private static final int SALT_BYTES = 16;

    /** So long before its window a run looks for messages that were not there when the window before was compared. */
    private static final Duration LATE = MessageLimits.MAX_ID_AHEAD;

    private final JdbcRuns runs;
    private final JdbcComparisons comparisons;
    private final TopicCatalog topics;
    private final ApplicationCatalog applications;
    private final SecureRandom random = new SecureRandom();

    RunStarter(JdbcRuns runs, JdbcComparisons comparisons, TopicCatalog topics, ApplicationCatalog applications) {
        this.runs = runs;
        this.comparisons = comparisons;
        this.topics = topics;
        this.applications = applications;
    }

    /** Nobody but the two sides of a comparison may know it. */
    byte[] newSalt() {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return salt;
    }

    /**
     * @param begins where books begin that do not begin where the run does
     * @throws org.springframework.dao.DuplicateKeyException if a run of the topic is at work
     */
    void start(JdbcRuns.NewRun run, Map<Book, Instant> begins) {
        runs.insert(run);
        int number = 0;
        // Messages that came late, under ids from before the window.
        comparisons.insert(
                run.id(), number++, Kind.MESSAGES, null, null, run.from().minus(LATE));
        for (String name : run.rules().factsFrom()) {
            int application = applications.byName(name).orElseThrow().id();
            Instant from = begins.getOrDefault(new Book(Kind.FACTS, application), run.from());
            comparisons.insert(run.id(), number++, Kind.FACTS, application, null, from);
        }
        List<Subscription> groups = topics.everSubscribed(run.topicId()).stream()
                .filter(Subscription::active)
                .sorted(Comparator.comparing(Subscription::position))
                .toList();
        for (Subscription group : groups) {
            Instant from = begins.getOrDefault(new Book(Kind.EFFECTS, group.position()), run.from());
            comparisons.insert(run.id(), number++, Kind.EFFECTS, group.applicationId(), group.position(), from);
        }
    }
}
