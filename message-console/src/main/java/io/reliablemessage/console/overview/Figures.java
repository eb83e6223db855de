package io.reliablemessage.console.overview;

import io.reliablemessage.console.service.Call;
import io.reliablemessage.console.service.ServiceClient;
import io.reliablemessage.protocol.management.Overview;
import io.reliablemessage.protocol.management.Statistics;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The service's figures. */
@Component
class Figures {
    private final ServiceClient service;
    private final Clock clock;

    Figures(ServiceClient service, Clock clock) {
        this.service = service;
        this.clock = clock;
    }

    Overview now() {
        return service.get(Call.to("/v1/overview"), Overview.class);
    }

    /** @param topic {@code null}: all */
    Statistics of(Range range, @Nullable String topic) {
        return service.get(
                Call.to("/v1/statistics")
                        .with("from", clock.instant().minus(range.length()))
                        .with("step", range.step())
                        .with("topic", topic),
                Statistics.class);
    }
}
