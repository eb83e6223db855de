package io.reliablemessage.console.people;

import io.reliablemessage.console.service.Call;
import io.reliablemessage.console.service.ServiceClient;
import io.reliablemessage.protocol.management.IssuedPassword;
import io.reliablemessage.protocol.management.OperatorChange;
import io.reliablemessage.protocol.management.OperatorDetails;
import io.reliablemessage.protocol.management.Page;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;

/** The service's operators. */
@Component
class People {
    private static final int LARGEST_PAGE = 200;

    private final ServiceClient service;

    People(ServiceClient service) {
        this.service = service;
    }

    /** By name. */
    Page<OperatorDetails> page(@Nullable String cursor) {
        return service.page(Call.to("/v1/operators").with("cursor", cursor), OperatorDetails.class);
    }

    boolean knows(String name) {
        String cursor = null;
        do {
            Page<OperatorDetails> page = service.page(
                    Call.to("/v1/operators").with("cursor", cursor).with("limit", LARGEST_PAGE), OperatorDetails.class);
            if (page.items().stream().anyMatch(person -> person.name().equals(name))) {
                return true;
            }
            cursor = page.nextCursor();
        } while (cursor != null);
        return false;
    }

    void put(String name, OperatorChange change) {
        service.send(HttpMethod.PUT, Call.to("/v1/operators/{name}", name), change);
    }

    IssuedPassword issuePassword(String name) {
        return service.send(
                HttpMethod.POST, Call.to("/v1/operators/{name}/password", name), null, IssuedPassword.class);
    }
}
