package io.reliablemessage.service.application;

import io.reliablemessage.protocol.ClientConfiguration;
import io.reliablemessage.protocol.MessageLimits;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** What the service tells SDKs so that an application configures only its address. */
@Component
public final class ClientSettings {
    private final JdbcClock clock;
    private final ReplayHorizon horizon;
    private final String brokerAddress;

    ClientSettings(
            JdbcClock clock, ReplayHorizon horizon, @Value("${reliable-message.broker.address}") String brokerAddress) {
        this.clock = clock;
        this.horizon = horizon;
        this.brokerAddress = brokerAddress;
    }

    public ClientConfiguration configuration(String application) {
        return new ClientConfiguration(
                application,
                brokerAddress,
                MessageLimits.MAX_PAYLOAD_BYTES,
                MessageLimits.MAX_BATCH_ITEMS,
                clock.now().toEpochMilli(),
                horizon.duration().toMillis());
    }
}
