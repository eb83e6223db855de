package io.reliablemessage.console.reconciliation;

import io.reliablemessage.console.service.Call;
import io.reliablemessage.console.service.ServiceClient;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.management.Discrepancy;
import io.reliablemessage.protocol.management.DiscrepancyFilter;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Reason;
import io.reliablemessage.protocol.management.RepairRequest;
import io.reliablemessage.protocol.management.RepairsApproved;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;

/** The service's discrepancies. */
@Component
public class Discrepancies {
    private static final String ALL = "/v1/reconciliation/discrepancies";
    private static final String ONE = ALL + "/{id}";
    private static final int LARGEST_PAGE = 200;

    private final ServiceClient service;

    Discrepancies(ServiceClient service) {
        this.service = service;
    }

    /** The newest of what books say differently about a message. */
    public Page<Discrepancy> of(UUID message) {
        return page(DiscrepancyFilter.ofMessage(message), null);
    }

    /** The newest of what books say differently about a business key. */
    public Page<Discrepancy> of(BusinessKey key) {
        return page(DiscrepancyFilter.ofKey(key), null);
    }

    /** Newest first. */
    Page<Discrepancy> page(DiscrepancyFilter filter, @Nullable String cursor) {
        return service.page(on(filter).with("cursor", cursor), Discrepancy.class);
    }

    /** As {@link #page}, as many at once as the service gives. */
    Page<Discrepancy> largePage(DiscrepancyFilter filter, @Nullable String cursor) {
        return service.page(on(filter).with("cursor", cursor).with("limit", LARGEST_PAGE), Discrepancy.class);
    }

    Discrepancy get(UUID id) {
        return service.get(Call.to(ONE, id), Discrepancy.class);
    }

    void repair(UUID id, @Nullable String reason) {
        service.send(HttpMethod.POST, Call.to(ONE + "/repair", id), new Reason(reason));
    }

    void accept(UUID id, @Nullable String reason) {
        service.send(HttpMethod.POST, Call.to(ONE + "/accept", id), new Reason(reason));
    }

    /** @return how many are repaired from now on */
    int repair(DiscrepancyFilter filter, @Nullable String reason) {
        return service.send(
                        HttpMethod.POST,
                        Call.to("/v1/reconciliation/repairs"),
                        new RepairRequest(filter, reason),
                        RepairsApproved.class)
                .approved();
    }

    private static Call on(DiscrepancyFilter filter) {
        return Call.to(ALL)
                .with("topic", filter.topic())
                .with("group", filter.group())
                .with("type", filter.type())
                .with("state", filter.state())
                .with("run", filter.run())
                .with("key", filter.key())
                .with("message", filter.message());
    }
}
