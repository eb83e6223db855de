package io.reliablemessage.console.view;

import io.reliablemessage.console.service.OperatorSession;
import io.reliablemessage.protocol.management.Role;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.util.UriUtils;

/** In templates {@code #frame}: who looks at which page. */
public final class Frame {
    private static final String CURSOR = "cursor";
    private static final List<Entry> MENU = List.of(
            new Entry("overview", "/overview"),
            new Entry("messages", "/messages"),
            new Entry("dead-letters", "/dead-letters"),
            new Entry("jobs", "/jobs"),
            new Entry("undecided", "/undecided"),
            new Entry("reconciliation", "/reconciliation"),
            new Entry("switches", "/switches"),
            new Entry("applications", "/applications"),
            new Entry("topics", "/topics"),
            new Entry("webhooks", "/webhooks"),
            new Entry("audit", "/audit"),
            new Entry("people", "/people", Role.ADMINISTRATOR));

    /**
     * @param name its message is {@code menu.<name>}, its icon has the same name
     * @param needs the role without which the page is refused
     */
    public record Entry(String name, String path, Role needs) {
        Entry(String name, String path) {
            this(name, path, Role.VIEWER);
        }
    }

    public List<Entry> menu() {
        return MENU;
    }

    /** Whether the page belongs to the entry. */
    public boolean in(Entry entry) {
        String path = path();
        return path.equals(entry.path()) || path.startsWith(entry.path() + "/");
    }

    public @Nullable OperatorSession session() {
        Authentication person = SecurityContextHolder.getContext().getAuthentication();
        return person != null && person.getPrincipal() instanceof OperatorSession session ? session : null;
    }

    /** Whether the person may do what needs this role. */
    public boolean may(Role role) {
        OperatorSession session = session();
        return session != null && session.operator().role().includes(role);
    }

    public boolean may(String role) {
        return may(Role.valueOf(role));
    }

    /** Path and query of the page, below the context path. */
    public String here() {
        HttpServletRequest request = request();
        String query = request.getQueryString();
        return path() + (query == null ? "" : "?" + query);
    }

    /** The filters of this page with their question mark; empty if there are none. */
    public String query() {
        String query = without(List.of(CURSOR));
        return query.isEmpty() ? "" : "?" + query;
    }

    /** This page with another value of a query parameter; {@code null} or empty: without it. Going through pages starts anew unless it is the cursor. */
    public String with(String parameter, @Nullable Object value) {
        String query = without(List.of(CURSOR, parameter));
        if (value != null && !value.toString().isEmpty()) {
            query += (query.isEmpty() ? "" : "&") + parameter + "="
                    + UriUtils.encode(value.toString(), StandardCharsets.UTF_8);
        }
        return path() + (query.isEmpty() ? "" : "?" + query);
    }

    /** Works on the query as it came: whoever typed it may have typed anything. */
    private static String without(List<String> parameters) {
        String query = request().getQueryString();
        return query == null
                ? ""
                : Stream.of(query.split("&"))
                        .filter(part -> !part.isEmpty() && !parameters.contains(part.split("=", 2)[0]))
                        .collect(Collectors.joining("&"));
    }

    private static String path() {
        HttpServletRequest request = request();
        Object failed = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        String uri = failed instanceof String path ? path : request.getRequestURI();
        return uri.substring(request.getContextPath().length());
    }

    private static HttpServletRequest request() {
        return ((ServletRequestAttributes) RequestContextHolder.currentRequestAttributes()).getRequest();
    }
}
