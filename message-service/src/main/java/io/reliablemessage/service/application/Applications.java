package io.reliablemessage.service.application;

import io.reliablemessage.protocol.management.ApplicationDetails;
import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.audit.AuditTrail;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.Cursor;
import io.reliablemessage.service.web.PageSize;
import io.reliablemessage.service.web.ProblemException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/** The registered applications. None is ever deleted: messages and subscriptions belong to them. */
@Component
public final class Applications {
    private static final Logger log = LoggerFactory.getLogger(Applications.class);

    private final ApplicationRepository table;
    private final ApplicationCatalog catalog;
    private final Upserts upserts;
    private final AuditTrail trail;

    Applications(ApplicationRepository table, ApplicationCatalog catalog, Upserts upserts, AuditTrail trail) {
        this.table = table;
        this.catalog = catalog;
        this.upserts = upserts;
        this.trail = trail;
    }

    /**
     * Registers the application or changes what is known of it.
     *
     * @param description {@code null} for none; at most 500 characters
     * @param checkUrl {@code null}: it cannot be asked and so may not prepare; otherwise an absolute http or https address
     * @return true if it is new
     * @throws ProblemException (400) with the field and its limit
     */
    public boolean put(Caller by, String name, @Nullable String description, @Nullable String checkUrl) {
        Names.checkApplication(name);
        String text = TopicBounds.description(description);
        URI url = checkUrl == null ? null : HttpAddresses.checked("checkUrl", checkUrl);
        boolean created = upserts.run(now -> {
            Optional<RegisteredApplication> known = table.findByName(name);
            ApplicationDetails before =
                    known.map(RegisteredApplication::details).orElse(null);
            ApplicationDetails after = table.saveAndFlush(
                            known.orElseGet(() -> RegisteredApplication.register(name, now))
                                    .describe(text, url))
                    .details();
            if (!after.equals(before)) {
                trail.write(AuditNote.of(by, AuditAction.APPLICATION_CHANGED, "application " + name)
                        .withChange(before, after));
            }
            return known.isEmpty();
        });
        catalog.refresh();
        log.info("Application {} is {}; check-backs go to {}", name, created ? "registered" : "changed", url);
        return created;
    }

    public ApplicationDetails get(String name) {
        return find(name).details();
    }

    public Page<ApplicationDetails> list(@Nullable String cursor, @Nullable Integer limit) {
        int size = PageSize.of(limit);
        String after = Cursor.value(cursor);
        List<ApplicationDetails> read =
                table.findByNameGreaterThanOrderByName(after == null ? "" : after, Limit.of(size + 1)).stream()
                        .map(RegisteredApplication::details)
                        .toList();
        return Cursor.page(read, size, ApplicationDetails::name);
    }

    RegisteredApplication find(String name) {
        return table.findByName(name).orElseThrow(() -> ProblemException.notFound("application", name));
    }
}
