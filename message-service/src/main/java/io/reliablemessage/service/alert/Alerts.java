package io.reliablemessage.service.alert;

import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Tells everybody. */
@Component
public final class Alerts {
    private final List<AlertChannel> channels;

    Alerts(ObjectProvider<AlertChannel> channels) {
        this.channels = channels.orderedStream().toList();
    }

    /** Joins the caller's transaction; see {@link AlertChannel#tell}. */
    public void tell(Alert alert) {
        channels.forEach(channel -> channel.tell(alert));
    }
}
