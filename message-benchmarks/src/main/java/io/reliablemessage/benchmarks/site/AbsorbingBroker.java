package io.reliablemessage.benchmarks.site;

import io.reliablemessage.service.delivery.Broker;
import io.reliablemessage.service.outbox.OutboundMessage;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A broker that takes everything at once and keeps nothing. It is put into a node's class path and shows what claims cost where the
 * real broker would be the limit.
 */
@Configuration(proxyBeanMethods = false)
public class AbsorbingBroker {

    @Bean
    Broker broker() {
        return new Absorbing();
    }

    private static final class Absorbing implements Broker {
        @Override
        public void publish(List<OutboundMessage> messages, Listener listener) {
            messages.forEach(listener::sent);
        }
    }
}
