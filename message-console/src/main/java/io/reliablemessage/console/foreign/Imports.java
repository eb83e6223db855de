package io.reliablemessage.console.foreign;

import io.reliablemessage.console.service.Call;
import io.reliablemessage.console.service.ServiceClient;
import io.reliablemessage.protocol.management.ForeignImport;
import io.reliablemessage.protocol.management.ImportRequest;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Reason;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;

/** The service's imports from the broker. */
@Component
class Imports {
    private static final String ALL = "/v1/imports";

    private final ServiceClient service;

    Imports(ServiceClient service) {
        this.service = service;
    }

    /** Newest first. */
    Page<ForeignImport> page(@Nullable String cursor) {
        return service.page(Call.to(ALL).with("cursor", cursor), ForeignImport.class);
    }

    ForeignImport get(UUID id) {
        return service.get(Call.to(ALL + "/{id}", id), ForeignImport.class);
    }

    ForeignImport start(ImportRequest request) {
        return service.send(HttpMethod.POST, Call.to(ALL), request, ForeignImport.class);
    }

    void stop(UUID id, @Nullable String reason) {
        service.send(HttpMethod.POST, Call.to(ALL + "/{id}/stop", id), new Reason(reason));
    }
}
