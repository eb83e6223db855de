package io.reliablemessage.service.operator;

import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.AuditEntry;
import io.reliablemessage.protocol.management.IdentityToken;
import io.reliablemessage.protocol.management.IssuedSession;
import io.reliablemessage.protocol.management.OperatorChange;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.ProblemException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.stereotype.Component;

/**
 * Lets people in whom the identity provider vouches for. They are known by issuer and subject, so that neither a name that is given to
 * somebody else later nor one that a person here has opens anything. Their role is what the provider says at each login; an
 * administrator here can only disable them.
 */
@Component
public final class ExternalLogins {
    private static final Logger log = LoggerFactory.getLogger(ExternalLogins.class);
    private static final int MAX_TOKEN_LENGTH = 16 * 1024;

    private final IdentityTokens tokens;
    private final JdbcOperators operators;
    private final LoginLimits limits;
    private final Entrance entrance;
    private final Consequences consequences;
    private final Transactions transactions;

    ExternalLogins(
            IdentityTokens tokens,
            JdbcOperators operators,
            LoginLimits limits,
            Entrance entrance,
            Consequences consequences,
            Transactions transactions) {
        this.tokens = tokens;
        this.operators = operators;
        this.limits = limits;
        this.entrance = entrance;
        this.consequences = consequences;
        this.transactions = transactions;
    }

    /**
     * Opens a session.
     *
     * @throws ProblemException 404 if no identity provider is configured, 401 if the token is not a good one or the person disabled, 403
     *     if the provider gives them no role here, 409 if their name is somebody else's, 503 if the provider gives no answer
     */
    public IssuedSession logIn(IdentityToken shown) {
        if (!tokens.areAccepted()) {
            throw new ProblemException(
                    HttpStatus.NOT_FOUND,
                    null,
                    "Nobody logs in by OpenID Connect; reliable-message.oidc.issuer is not set");
        }
        limits.checkNode();
        Identity identity = read(shown.idToken());
        Role role = identity.role().orElseThrow(() -> {
            entrance.refuse(identity.name(), null, "the identity provider gives no role");
            return new ProblemException(
                    HttpStatus.FORBIDDEN, null, "The identity provider gives " + identity.name() + " no role here");
        });
        return open(identity, new OperatorChange(identity.displayName(), role, false))
                .orElseThrow(() -> {
                    entrance.refuse(identity.name(), role, "disabled");
                    return new ProblemException(HttpStatus.UNAUTHORIZED, null, identity.name() + " may not log in");
                });
    }

    private Identity read(@Nullable String token) {
        if (token == null || token.isEmpty() || token.length() > MAX_TOKEN_LENGTH) {
            throw ProblemException.invalid(
                    "idToken", "must have 1 to " + MAX_TOKEN_LENGTH + " characters", MAX_TOKEN_LENGTH);
        }
        try {
            return tokens.read(token);
        } catch (BadJwtException e) {
            limits.failed();
            entrance.refuseNobody("the identity token is not valid");
            log.debug("An identity token was refused", e);
            throw new ProblemException(
                    HttpStatus.UNAUTHORIZED,
                    null,
                    "The identity token is not valid: expired, not for this client, or not signed by the issuer");
        } catch (GuardedDecoder.NotAskedException e) {
            throw unavailable();
        } catch (JwtException e) {
            log.warn("The identity provider gives no answer; nobody logs in by OpenID Connect until it does", e);
            throw unavailable();
        } catch (Identity.UnusableException e) {
            entrance.refuseNobody("the identity token names nobody");
            throw new ProblemException(
                    HttpStatus.UNAUTHORIZED, null, "The identity token does not say who it is: " + e.getMessage());
        }
    }

    private static ProblemException unavailable() {
        return new ProblemException(
                HttpStatus.SERVICE_UNAVAILABLE, null, "The identity provider gives no answer now; try again later");
    }

    /** Empty if the person is disabled. */
    private Optional<IssuedSession> open(Identity identity, OperatorChange vouchedFor) {
        try {
            return tryOpen(identity, vouchedFor);
        } catch (DuplicateKeyException e) {
            log.debug("Operator {} came for the first time twice at once, or the name is taken", identity.name(), e);
        }
        try {
            return tryOpen(identity, vouchedFor);
        } catch (DuplicateKeyException e) {
            throw ProblemException.conflict(
                    identity.name(),
                    "The name " + identity.name() + " belongs to another person of the identity provider");
        }
    }

    private Optional<IssuedSession> tryOpen(Identity identity, OperatorChange vouchedFor) {
        Optional<IssuedSession> session = transactions.run(() -> {
            Operator known = operators.lockByExternalId(identity.externalId()).orElse(null);
            if (known == null) {
                operators.insert(identity.name(), vouchedFor, identity.externalId());
                note(identity.name(), null, vouchedFor);
            } else if (known.disabled()) {
                return Optional.empty();
            } else if (!known.standing().equals(vouchedFor)) {
                operators.change(known.id(), vouchedFor);
                note(known.name(), known.standing(), vouchedFor);
            }
            Operator now = operators.lockByExternalId(identity.externalId()).orElseThrow();
            operators.noteLogin(now);
            return Optional.of(entrance.open(now));
        });
        consequences.callers().forget();
        return session;
    }

    private void note(String name, @Nullable OperatorChange before, OperatorChange after) {
        Caller provider = new Caller(null, AuditEntry.IDENTITY_PROVIDER, null);
        consequences.note(provider, AuditAction.OPERATOR_CHANGED, name, before, after);
    }
}
