package io.reliablemessage.console.republication;

import io.reliablemessage.console.service.Call;
import io.reliablemessage.console.service.ServiceClient;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Reason;
import io.reliablemessage.protocol.management.Republication;
import io.reliablemessage.protocol.management.RepublicationRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;

/** The service's republications. */
@Component
class Republications {
    private static final String ALL = "/v1/republications";

    private final ServiceClient service;

    Republications(ServiceClient service) {
        this.service = service;
    }

    /** Newest first. */
    Page<Republication> page(@Nullable String cursor) {
        return service.page(Call.to(ALL).with("cursor", cursor), Republication.class);
    }

    Republication get(UUID id) {
        return service.get(Call.to(ALL + "/{id}", id), Republication.class);
    }

    Republication start(RepublicationRequest request) {
        return service.send(HttpMethod.POST, Call.to(ALL), request, Republication.class);
    }

    void stop(UUID id, @Nullable String reason) {
        service.send(HttpMethod.POST, Call.to(ALL + "/{id}/stop", id), new Reason(reason));
    }
}
