package io.reliablemessage.service.application;

import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.IssuedToken;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.TokenDetails;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.audit.AuditTrail;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.security.Callers;
import io.reliablemessage.service.security.NewToken;
import io.reliablemessage.service.web.PageSize;
import io.reliablemessage.service.web.ProblemCode;
import io.reliablemessage.service.web.ProblemException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.domain.Limit;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** The tokens of applications. A new one takes over from the older ones after an overlap, so that all instances can be changed over. */
@Component
public final class Tokens {
    /** As many signatures as a check-back carries at the most. */
    static final int MAX_VALID = 8;

    private static final Logger log = LoggerFactory.getLogger(Tokens.class);
    private static final Duration DEFAULT_OVERLAP = Duration.ofHours(24);
    private static final Duration MAX_OVERLAP = Duration.ofDays(30);
    private static final int MAX_LABEL = 100;

    private final CredentialRepository table;
    private final Applications applications;
    private final ApplicationCatalog catalog;
    private final Callers callers;
    private final Upserts upserts;
    private final AuditTrail trail;

    Tokens(
            CredentialRepository table,
            Applications applications,
            ApplicationCatalog catalog,
            Callers callers,
            Upserts upserts,
            AuditTrail trail) {
        this.table = table;
        this.applications = applications;
        this.catalog = catalog;
        this.callers = callers;
        this.upserts = upserts;
        this.trail = trail;
    }

    /**
     * Makes a new token. Older ones end after the overlap, if they do not end before.
     *
     * @param label for people; at most 100 characters
     * @param overlap how long older tokens stay valid, 0 to 30 days; {@code null} for 24 hours
     */
    public IssuedToken issue(Caller by, String application, @Nullable String label, @Nullable Duration overlap) {
        String text = label == null ? "" : label;
        if (text.length() > MAX_LABEL) {
            throw ProblemException.invalid(
                            "label",
                            "must have at most " + MAX_LABEL + " characters; it has " + text.length(),
                            MAX_LABEL)
                    .as(ProblemCode.TEXT_LENGTH);
        }
        Duration rest = overlap == null ? DEFAULT_OVERLAP : overlap;
        if (rest.isNegative() || rest.compareTo(MAX_OVERLAP) > 0) {
            throw ProblemException.invalid(
                    "overlap", "must be PT0S to " + MAX_OVERLAP + "; it is " + rest, MAX_OVERLAP.toString());
        }
        NewToken token = NewToken.forApplication();
        IssuedToken issued = upserts.run(now -> {
            int applicationId = applications.find(application).id();
            List<Credential> older = table.findValid(applicationId, now);
            older.forEach(each -> each.expireBy(now.plus(rest)));
            if (!rest.isZero() && older.size() >= MAX_VALID) {
                throw new ProblemException(
                                HttpStatus.CONFLICT,
                                null,
                                "Application " + application + " has " + older.size()
                                        + " valid tokens; revoke one first",
                                application,
                                MAX_VALID)
                        .as(ProblemCode.TOO_MANY_TOKENS);
            }
            Credential saved = table.saveAndFlush(Credential.issue(applicationId, token, text, now));
            trail.write(AuditNote.of(by, AuditAction.TOKEN_ISSUED, "application " + application)
                    .withChange(null, saved.details()));
            return new IssuedToken(saved.id(), token.value());
        });
        forgetCached();
        log.info("Application {} has the new token {}; older ones end within {}", application, issued.tokenId(), rest);
        return issued;
    }

    /** The application's newest tokens, at most {@value PageSize#MAX}. */
    public Page<TokenDetails> list(String application) {
        return new Page<>(
                table
                        .findByApplicationIdOrderByIdDesc(
                                applications.find(application).id(), Limit.of(PageSize.MAX))
                        .stream()
                        .map(Credential::details)
                        .toList(),
                null);
    }

    /** Ends a token at once on this node, within a second on the others. */
    public void revoke(Caller by, String application, int tokenId) {
        upserts.run(now -> {
            int applicationId = applications.find(application).id();
            Credential credential = table.findByIdAndApplicationId(tokenId, applicationId)
                    .orElseThrow(() -> ProblemException.notFound("token", Integer.toString(tokenId)));
            table.delete(credential);
            trail.write(AuditNote.of(by, AuditAction.TOKEN_REVOKED, "application " + application)
                    .withChange(credential.details(), null));
            return tokenId;
        });
        forgetCached();
        log.info("Application {}: token {} is revoked; calls with it are refused from now on", application, tokenId);
    }

    private void forgetCached() {
        callers.forget();
        catalog.refresh();
    }
}
