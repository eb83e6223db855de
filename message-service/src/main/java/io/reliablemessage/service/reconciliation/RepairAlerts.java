package io.reliablemessage.service.reconciliation;

import io.reliablemessage.service.alert.Alert;
import io.reliablemessage.service.alert.Alerts;
import io.reliablemessage.service.application.TopicCatalog;
import java.util.List;
import org.springframework.stereotype.Component;

/** Tells of discrepancies that repairs have given up. */
@Component
public final class RepairAlerts {
    private final JdbcPolicies policies;
    private final TopicCatalog topics;
    private final Alerts alerts;

    RepairAlerts(JdbcPolicies policies, TopicCatalog topics, Alerts alerts) {
        this.policies = policies;
        this.topics = topics;
        this.alerts = alerts;
    }

    /**
     * Joins the caller's transaction, which notes that the order was given up.
     *
     * @param problem a sentence of this service, without an application's words
     */
    public void givenUp(RepairOrder order, String problem) {
        List<String> webhooks = policies.find(order.topicId())
                .map(policy -> policy.rules().webhooks())
                .orElse(List.of());
        alerts.tell(Alert.ofRepair(
                order.id(),
                order.repairs() + 1,
                order.type().name(),
                topics.byId(order.topicId()).name(),
                problem,
                webhooks));
    }
}
