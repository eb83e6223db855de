package io.reliablemessage.benchmarks.path;

import io.reliablemessage.service.application.ApplicationCatalog;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.delivery.Broker;
import io.reliablemessage.service.outbox.Outbox;
import io.reliablemessage.service.receipt.Receipts;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Makes a node put itself under load when it is asked to, by callers inside its process, as fast as they can. */
@Configuration(proxyBeanMethods = false)
public class PathNode {

    @Bean
    Broker broker() {
        return (messages, listener) -> messages.forEach(listener::sent);
    }

    @Bean
    PathController pathController(
            Outbox outbox,
            Receipts receipts,
            DataSource dataSource,
            ApplicationCatalog applications,
            TopicCatalog topics) {
        return new PathController(
                new CoalescedPath(outbox, receipts),
                new NaivePath(new JdbcNaivePath(dataSource)),
                (application, topic, group) -> new Target(
                        applications.byName(application).orElseThrow().id(),
                        topics.byName(topic).orElseThrow().id(),
                        topic,
                        group));
    }

    /** Finds the numbers of an application and a topic. */
    private interface Targets {
        Target of(String application, String topic, String group);
    }

    /** For the benchmark, with the administrator's token. */
    @RestController
    static final class PathController {
        private final CoalescedPath coalesced;
        private final NaivePath naive;
        private final Targets targets;

        PathController(CoalescedPath coalesced, NaivePath naive, Targets targets) {
            this.coalesced = coalesced;
            this.naive = naive;
            this.targets = targets;
        }

        /** Sends every message the same way, and answers when the time is over. */
        @PostMapping("/bench/path/{way}")
        PathResult run(
                @PathVariable String way,
                @RequestParam int callers,
                @RequestParam long millis,
                @RequestParam String application,
                @RequestParam String topic,
                @RequestParam String group)
                throws InterruptedException {
            Target target = targets.of(application, topic, group);
            Path path = way.equals("naive") ? naive : coalesced;
            return Callers.run(callers, millis, () -> path.pass(target));
        }
    }

    /** Whose messages they are. */
    record Target(int application, int topicId, String topic, String group) {}
}
