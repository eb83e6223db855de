package io.reliablemessage.service.checkback;

import io.micrometer.core.instrument.MeterRegistry;
import io.reliablemessage.service.application.ApplicationCatalog;
import io.reliablemessage.service.application.JdbcClock;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.application.call.AddressRules;
import io.reliablemessage.service.application.call.PermittedAddresses;
import io.reliablemessage.service.outbox.Outbox;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.pause.Holds;
import io.reliablemessage.service.pause.PausesInForce;
import io.reliablemessage.service.scheduling.Duties;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CheckBackConfiguration {
    private static final Duration REST = Duration.ofSeconds(20);

    /** For all addresses that are registered with the service, those of other features too. */
    @Bean
    PermittedAddresses permittedAddresses(CheckBackProperties properties) {
        return new PermittedAddresses(new AddressRules(properties.allowedNetworks()));
    }

    @Bean
    CheckBackClient checkBackClient(CheckBackProperties properties, PermittedAddresses addresses) {
        return new CheckBackClient(properties, addresses);
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
    DueDoubts dueDoubts(
            JdbcDoubtfulMessages messages,
            Transactions transactions,
            Patience patience,
            PausesInForce pauses,
            Holds holds) {
        return new DueDoubts(messages, transactions, patience, pauses, holds);
    }

    @Bean
    CheckBack checkBack(
            DueDoubts doubts,
            JdbcClock clock,
            Interview interview,
            Settlement settlement,
            CheckBack.DutyMetrics metrics) {
        return new CheckBack(doubts, clock, interview, settlement, metrics);
    }

    @Bean
    CheckBack.DutyMetrics checkBackMetrics(Duties duties, MeterRegistry registry) {
        return new CheckBack.DutyMetrics(duties, registry);
    }
}
