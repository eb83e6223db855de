package io.reliablemessage.console.login;

import io.reliablemessage.console.service.Call;
import io.reliablemessage.console.service.ServiceClient;
import io.reliablemessage.protocol.management.Credentials;
import io.reliablemessage.protocol.management.CurrentOperator;
import io.reliablemessage.protocol.management.IdentityToken;
import io.reliablemessage.protocol.management.IssuedSession;
import io.reliablemessage.protocol.management.PasswordChange;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;

/** Sessions at the service. */
@Component
class Sessions {
    private static final Call CURRENT = Call.to("/v1/sessions/current");

    private final ServiceClient service;

    Sessions(ServiceClient service) {
        this.service = service;
    }

    /** @param address where the person sits: the service counts failed logins by it */
    IssuedSession open(Credentials credentials, @Nullable String address) {
        return service.send(
                HttpMethod.POST, Call.to("/v1/sessions").forPersonAt(address), credentials, IssuedSession.class);
    }

    IssuedSession open(IdentityToken identity) {
        return service.send(HttpMethod.POST, Call.to("/v1/sessions/oidc"), identity, IssuedSession.class);
    }

    CurrentOperator current() {
        return service.get(CURRENT, CurrentOperator.class);
    }

    void close() {
        service.send(HttpMethod.DELETE, CURRENT, null);
    }

    void changePassword(PasswordChange change) {
        service.send(HttpMethod.PUT, Call.to("/v1/sessions/current/password"), change);
    }
}
