package io.reliablemessage.console.reconciliation;

import io.reliablemessage.console.service.Call;
import io.reliablemessage.console.service.ServiceClient;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Reason;
import io.reliablemessage.protocol.management.ReconciliationRun;
import io.reliablemessage.protocol.management.RunRequest;
import io.reliablemessage.protocol.management.RunState;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;

/** The service's runs. */
@Component
class Runs {
    private static final String ALL = "/v1/reconciliation/runs";
    private static final String ONE = ALL + "/{id}";

    private final ServiceClient service;

    Runs(ServiceClient service) {
        this.service = service;
    }

    /** @param comment left out: none */
    private record SignOff(@Nullable String comment) {}

    /** Newest first. */
    Page<ReconciliationRun> page(@Nullable String topic, @Nullable RunState state, @Nullable String cursor) {
        return service.page(
                Call.to(ALL).with("topic", topic).with("state", state).with("cursor", cursor), ReconciliationRun.class);
    }

    /** The newest ones of a topic. */
    Page<ReconciliationRun> newest(String topic, int count) {
        return service.page(Call.to(ALL).with("topic", topic).with("limit", count), ReconciliationRun.class);
    }

    ReconciliationRun get(UUID id) {
        return service.get(Call.to(ONE, id), ReconciliationRun.class);
    }

    ReconciliationRun start(RunRequest request) {
        return service.send(HttpMethod.POST, Call.to(ALL), request, ReconciliationRun.class);
    }

    void cancel(UUID id, @Nullable String reason) {
        service.send(HttpMethod.POST, Call.to(ONE + "/cancel", id), new Reason(reason));
    }

    void signOff(UUID id, @Nullable String comment) {
        service.send(HttpMethod.POST, Call.to(ONE + "/sign-off", id), new SignOff(comment));
    }
}
