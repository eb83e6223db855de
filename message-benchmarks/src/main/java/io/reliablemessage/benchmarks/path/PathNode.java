package io.reliablemessage.benchmarks.path;

import io.reliablemessage.service.application.ApplicationCatalog;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.delivery.Broker;
import io.reliablemessage.service.outbox.Outbox;
import io.reliablemessage.service.receipt.Receipts;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

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
                (application, topic, groups, payloadBytes) -> new Target(
                        applications.byName(application).orElseThrow().id(),
                        topics.byName(topic).orElseThrow().id(),
                        topic,
                        groups,
                        "x".repeat(payloadBytes)));
    }

    /** Whose messages they are, and what is in them. */
    record Target(int application, int topicId, String topic, List<String> groups, String payload) {}
}
