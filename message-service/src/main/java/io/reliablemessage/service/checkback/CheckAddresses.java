package io.reliablemessage.service.checkback;

import io.reliablemessage.protocol.CheckRequest;
import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.AuditOutcome;
import io.reliablemessage.protocol.management.CheckAddressTrial;
import io.reliablemessage.service.application.Application;
import io.reliablemessage.service.application.ApplicationCatalog;
import io.reliablemessage.service.application.JdbcClock;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.audit.AuditTrail;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tries out where applications are asked, before a message depends on it: a signed question about no message at all. */
@Component
public final class CheckAddresses {
    private final ApplicationCatalog applications;
    private final JdbcClock clock;
    private final CheckBackClient client;
    private final AuditTrail trail;

    CheckAddresses(ApplicationCatalog applications, JdbcClock clock, CheckBackClient client, AuditTrail trail) {
        this.applications = applications;
        this.clock = clock;
        this.client = client;
        this.trail = trail;
    }

    /**
     * Asks the application once and waits for the answer, outside any transaction; the rules for addresses hold as for every check-back.
     *
     * @throws ProblemException 404 if there is no such application
     */
    public CheckAddressTrial tryOut(Caller by, String name) {
        Application application =
                applications.byName(name).orElseThrow(() -> ProblemException.notFound("application", name));
        CheckRequest question = new CheckRequest(UUID.randomUUID(), name, clock.now(), List.of());
        long start = System.nanoTime();
        Answer answer = client.ask(application, question);
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        String problem = answer.detail() == null ? null : inWords(answer.detail());
        trail.write(AuditNote.of(by, AuditAction.CHECK_ADDRESS_TRIED, "application " + name)
                .withOutcome(problem == null ? AuditOutcome.DONE : AuditOutcome.FAILED, problem));
        return new CheckAddressTrial(problem == null, millis, problem);
    }

    private static String inWords(String detail) {
        String hint = hint(detail);
        return hint == null ? detail : detail + ": " + hint;
    }

    private static @Nullable String hint(String detail) {
        return switch (detail) {
            case CheckBackClient.STATUS + "401" ->
                "it does not accept the signature; are its token one of this application's and its clock right?";
            case CheckBackClient.STATUS + "403" -> "it is another application, or something before it refuses the call";
            case CheckBackClient.STATUS + "404" -> "nothing answers check-backs at this path";
            case CheckBackClient.STATUS + "503" -> "it has no time or no database to answer from now";
            default -> null;
        };
    }
}
