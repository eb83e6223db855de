package io.reliablemessage.service.pause;

import io.reliablemessage.service.application.RecentSnapshot;
import io.reliablemessage.service.outbox.HeldDeliveries;
import org.springframework.stereotype.Component;

/** The pauses as the hot paths see them: at most a second old. */
@Component
public class PausesInForce implements HeldDeliveries {
    private final RecentSnapshot<PausesNow> snapshot;

    PausesInForce(JdbcPauses table) {
        snapshot = new RecentSnapshot<>(() -> new PausesNow(table.all()));
    }

    @Override
    public PausesNow now() {
        return snapshot.get();
    }

    /** As {@link io.reliablemessage.service.scheduling.Duty#sign}: there is a pause, in force or not worked off. */
    public String sign() {
        return JdbcPauses.SIGN_OF_ANY;
    }

    /** Makes this node see a change that it just committed. */
    void refresh() {
        snapshot.reload();
    }
}
