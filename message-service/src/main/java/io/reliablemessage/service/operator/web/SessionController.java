package io.reliablemessage.service.operator.web;

import io.reliablemessage.protocol.management.Credentials;
import io.reliablemessage.protocol.management.CurrentOperator;
import io.reliablemessage.protocol.management.IdentityToken;
import io.reliablemessage.protocol.management.IssuedSession;
import io.reliablemessage.protocol.management.PasswordChange;
import io.reliablemessage.service.operator.Account;
import io.reliablemessage.service.operator.ExternalLogins;
import io.reliablemessage.service.operator.Logins;
import io.reliablemessage.service.security.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/sessions")
@Tag(name = "sessions", description = "People log in and out, and change their password")
class SessionController {
    private final Logins logins;
    private final ExternalLogins externalLogins;
    private final Account account;

    SessionController(Logins logins, ExternalLogins externalLogins, Account account) {
        this.logins = logins;
        this.externalLogins = externalLogins;
        this.account = account;
    }

    @PostMapping
    @Operation(summary = "Opens a session; 401 for a wrong name or password, 429 after too many")
    ResponseEntity<IssuedSession> logIn(@RequestBody Credentials typed, HttpServletRequest call) {
        return issued(logins.logIn(typed, PersonsAddress.of(call)));
    }

    @PostMapping("/oidc")
    @Operation(
            summary = "Opens a session for an OpenID Connect identity token; 404 if no identity provider is configured")
    ResponseEntity<IssuedSession> logIn(@RequestBody IdentityToken shown) {
        return issued(externalLogins.logIn(shown));
    }

    @GetMapping("/current")
    CurrentOperator current(Caller caller, HttpServletRequest call) {
        return account.current(caller, call);
    }

    @DeleteMapping("/current")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void logOut(Caller caller, HttpServletRequest call) {
        account.logOut(caller, call);
    }

    @PutMapping("/current/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Changes one's own password; all other sessions of the person end")
    void changePassword(Caller caller, @RequestBody PasswordChange change, HttpServletRequest call) {
        account.changePassword(caller, change, call);
    }

    private static ResponseEntity<IssuedSession> issued(IssuedSession session) {
        return ResponseEntity.status(HttpStatus.CREATED)
                .cacheControl(CacheControl.noStore())
                .body(session);
    }
}
