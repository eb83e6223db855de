package io.reliablemessage.service.application;

import io.reliablemessage.service.web.Cursor;
import io.reliablemessage.service.web.Page;
import io.reliablemessage.service.web.ProblemException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/** The registered applications. None is ever deleted: messages and subscriptions belong to them. */
@Component
public final class Applications {
    private static final Logger log = LoggerFactory.getLogger(Applications.class);
    private static final int MAX_URL = 500;
    private static final int MAX_PORT = 65_535;
    private static final Pattern PRINTABLE = Pattern.compile("[!-~]+");

    private final ApplicationRepository table;
    private final ApplicationCatalog catalog;
    private final Upserts upserts;

    Applications(ApplicationRepository table, ApplicationCatalog catalog, Upserts upserts) {
        this.table = table;
        this.catalog = catalog;
        this.upserts = upserts;
    }

    /**
     * Registers the application or changes what is known of it.
     *
     * @param description {@code null} for none; at most 500 characters
     * @param checkUrl {@code null}: it cannot be asked and so may not prepare; otherwise an absolute http or https address
     * @return true if it is new
     * @throws ProblemException (400) with the field and its limit
     */
    public boolean put(String name, @Nullable String description, @Nullable String checkUrl) {
        Names.checkApplication(name);
        String text = TopicBounds.description(description);
        URI url = checkUrl(checkUrl);
        boolean created = upserts.run(now -> {
            Optional<RegisteredApplication> known = table.findByName(name);
            table.saveAndFlush(known.orElseGet(() -> RegisteredApplication.register(name, now))
                    .describe(text, url));
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
        int size = Page.limit(limit);
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

    private static @Nullable URI checkUrl(@Nullable String given) {
        if (given == null) {
            return null;
        }
        if (given.length() > MAX_URL || !PRINTABLE.matcher(given).matches()) {
            throw ProblemException.invalid(
                    "checkUrl", "must be 1 to " + MAX_URL + " ASCII characters without spaces", MAX_URL);
        }
        URI url;
        try {
            url = new URI(given);
        } catch (URISyntaxException e) {
            throw ProblemException.invalid("checkUrl", "must be a URL: " + e.getReason(), null);
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if ((!scheme.equals("http") && !scheme.equals("https")) || url.getHost() == null) {
            throw ProblemException.invalid("checkUrl", "must be an absolute http or https URL with a host", null);
        }
        if (url.getPort() == 0 || url.getPort() > MAX_PORT) {
            throw ProblemException.invalid("checkUrl", "must have a port of 1 to " + MAX_PORT, MAX_PORT);
        }
        if (url.getRawUserInfo() != null) {
            throw ProblemException.invalid("checkUrl", "must not contain a user name or password", null);
        }
        if (url.getRawFragment() != null) {
            throw ProblemException.invalid("checkUrl", "must not contain a fragment (#…)", null);
        }
        return url;
    }
}
