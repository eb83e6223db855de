package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.management.ReconciliationRun.Kind;
import io.reliablemessage.service.application.Application;
import io.reliablemessage.service.application.ApplicationCatalog;
import io.reliablemessage.service.application.Subscription;
import io.reliablemessage.service.application.TopicCatalog;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;

/** Enters a run with its comparisons; joins the caller's transaction. */
@Component
class RunStarter {
    private static final int SALT_BYTES = 16;

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

    /** @throws org.springframework.dao.DuplicateKeyException if a run of the topic is at work */
    void start(JdbcRuns.NewRun run) {
        runs.insert(run);
        int number = 0;
        comparisons.insert(run.id(), number++, Kind.MESSAGES, null, null, run.from());
        for (String name : run.rules().factsFrom()) {
            Application application = applications.byName(name).orElseThrow();
            comparisons.insert(run.id(), number++, Kind.FACTS, application.id(), null, run.from());
        }
        List<Subscription> groups = topics.everSubscribed(run.topicId()).stream()
                .filter(Subscription::active)
                .sorted(Comparator.comparing(Subscription::position))
                .toList();
        for (Subscription group : groups) {
            comparisons.insert(run.id(), number++, Kind.EFFECTS, group.applicationId(), group.position(), run.from());
        }
    }
}
