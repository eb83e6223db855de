package io.reliablemessage.console.audit;

import io.reliablemessage.console.service.Call;
import io.reliablemessage.console.service.ServiceClient;
import io.reliablemessage.protocol.management.AuditEntry;
import io.reliablemessage.protocol.management.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The service's audit trail. */
@Component
public class AuditTrail {
    private static final int LARGEST_PAGE = 200;

    private final ServiceClient service;

    AuditTrail(ServiceClient service) {
        this.service = service;
    }

    /** Newest first. A page may be short, or empty, and still have a successor. */
    Page<AuditEntry> page(AuditFilter filter, @Nullable String cursor) {
        return service.page(filter.on(Call.to("/v1/audit")).with("cursor", cursor), AuditEntry.class);
    }

    /** What was done to a target, newest first, as many entries as the service gives at once. */
    public List<AuditEntry> of(String target) {
        return largePage(new AuditFilter(null, null, target, null, null), null).items();
    }

    Page<AuditEntry> largePage(AuditFilter filter, @Nullable String cursor) {
        return service.page(
                filter.on(Call.to("/v1/audit")).with("cursor", cursor).with("limit", LARGEST_PAGE), AuditEntry.class);
    }
}
