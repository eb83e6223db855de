package io.reliablemessage.console.login;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Path and query of a page of this console, below its context path: where a person may be sent back to, and nowhere else. */
final class LocalPath {
    private static final int MAX_LENGTH = 2_000;

    private LocalPath() {}

    /** What was asked for if it is a page of this console, else its first page. */
    static String orHome(@Nullable String asked) {
        return asked != null && isLocal(asked) && !asked.startsWith("/login") ? asked : "/";
    }

    /** The page that the person looks at; {@code null} if the request is not about one. */
    static @Nullable String of(HttpServletRequest request) {
        String page = request.getHeader("HX-Current-URL");
        if (request.getHeader("HX-Request") == null) {
            if (!request.getMethod().equals("GET")) {
                return null;
            }
            page = request.getRequestURI() + (request.getQueryString() == null ? "" : "?" + request.getQueryString());
        }
        String path = page == null ? null : pathOf(page);
        String context = request.getContextPath();
        return path != null && path.startsWith(context) && isLocal(path.substring(context.length()))
                ? path.substring(context.length())
                : null;
    }

    private static @Nullable String pathOf(String url) {
        try {
            URI uri = URI.create(url);
            return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Browsers take "//host" and "/\host" for another host. */
    private static boolean isLocal(String path) {
        return path.length() <= MAX_LENGTH
                && path.startsWith("/")
                && !path.startsWith("//")
                && path.chars().noneMatch(c -> c <= ' ' || c == '\\' || c == 0x7f);
    }
}
