package io.reliablemessage.service.checkback;

import io.micrometer.core.instrument.MeterRegistry;
import io.reliablemessage.service.application.ApplicationCatalog;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.outbox.Outbox;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.scheduling.Duties;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CheckBackConfiguration {
    private static final Duration REST = Duration.ofSeconds(20);

    @Bean
    CheckBackClient checkBackClient(CheckBackProperties properties) {
        return new CheckBackClient(properties, new PermittedAddresses(new AddressRules(properties.allowedNetworks())));
    }

    @Bean
    Interview checkBackInterview(ApplicationCatalog applications, TopicCatalog topics, CheckBackClient client) {
        return new Interview(applications, topics, client, new Silence(REST, System::nanoTime));
    }

    @Bean
    Patience checkBackPatience(TopicCatalog topics, CheckBackProperties properties) {
        return new Patience(
                topics,
                properties.giveUpAfter(),
                () -> ThreadLocalRandom.current().nextDouble());
    }

    @Bean
    Settlement checkBackSettlement(
            JdbcDoubtfulMessages messages,
            JdbcCheckBacks questions,
            Transactions transactions,
            Outbox outbox,
            Patience patience) {
        return new Settlement(messages, questions, transactions, outbox, patience);
    }

    @Bean
    DueDoubts dueDoubts(JdbcDoubtfulMessages messages, Transactions transactions, Patience patience) {
        return new DueDoubts(messages, transactions, patience);
    }

    @Bean
    CheckBack checkBack(
            DueDoubts doubts,
            JdbcDoubtfulMessages messages,
            Interview interview,
            Settlement settlement,
            CheckBack.DutyMetrics metrics) {
        return new CheckBack(doubts, messages, interview, settlement, metrics);
    }

    @Bean
    CheckBack.DutyMetrics checkBackMetrics(Duties duties, MeterRegistry registry) {
        return new CheckBack.DutyMetrics(duties, registry);
    }
}
