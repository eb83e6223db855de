package io.reliablemessage.console.reconciliation;

import io.reliablemessage.console.service.Call;
import io.reliablemessage.console.service.ServiceClient;
import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.protocol.management.ReconciliationPolicy;
import io.reliablemessage.protocol.management.ReconciliationRules;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** By which rules the service compares the books of topics. */
@Component
public class Policies {
    private static final String ALL = "/v1/reconciliation/policies";
    private static final String ONE = ALL + "/{topic}";

    private final ServiceClient service;

    Policies(ServiceClient service) {
        this.service = service;
    }

    /** Those of all topics that have rules, by name. */
    public List<ReconciliationPolicy> all() {
        return service.list(Call.to(ALL), ReconciliationPolicy.class);
    }

    /** Empty if the topic has no rules. */
    Optional<ReconciliationPolicy> find(String topic) {
        try {
            return Optional.of(service.get(Call.to(ONE, topic), ReconciliationPolicy.class));
        } catch (ServiceProblem problem) {
            if (problem.status() == HttpStatus.NOT_FOUND.value()) {
                return Optional.empty();
            }
            throw problem;
        }
    }

    void put(String topic, ReconciliationRules rules) {
        service.send(HttpMethod.PUT, Call.to(ONE, topic), rules);
    }

    void remove(String topic) {
        service.send(HttpMethod.DELETE, Call.to(ONE, topic), null);
    }
}
