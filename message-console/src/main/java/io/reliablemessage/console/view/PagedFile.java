package io.reliablemessage.console.view;

import io.reliablemessage.protocol.management.Page;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A list of the service as a CSV file, page by page as it is read, with an end. */
public final class PagedFile {
    public static final int MAX_ROWS = 10_000;

    /** A filter that hardly anything matches makes the service look through much for little. */
    private static final int MAX_PAGES = 500;

    private PagedFile() {}

    /**
     * Before the first page is there nothing is written, so that a refusal can still become a page.
     *
     * @param pages reads the page at a cursor; {@code null}: the first one
     */
    public static <T> void write(
            HttpServletResponse response,
            String name,
            List<String> columns,
            Function<@Nullable String, Page<T>> pages,
            Function<T, List<String>> row)
            throws IOException {
        Page<T> page = pages.apply(null);
        Csv csv = Csv.download(response, name);
        csv.row(columns);
        int rows = 0;
        for (int read = 1; ; read++) {
            for (T item : page.items()) {
                if (rows++ == MAX_ROWS) {
                    csv.row(List.of("There are more: only the first " + MAX_ROWS + " are in this file"));
                    return;
                }
                csv.row(row.apply(item));
            }
            String next = page.nextCursor();
            if (next == null) {
                return;
            }
            if (read == MAX_PAGES) {
                csv.row(List.of("Not everything was looked through: narrow the filter"));
                return;
            }
            page = following(pages, next);
        }
    }

    private static <T> Page<T> following(Function<@Nullable String, Page<T>> pages, String cursor) {
        try {
            return pages.apply(cursor);
        } catch (RuntimeException e) {
            throw new Incomplete(e);
        }
    }

    /** The browser is to see a download that failed, not a file that ends early; so nobody makes a page of this. */
    static final class Incomplete extends RuntimeException {
        Incomplete(Throwable cause) {
            super("The service stopped answering in the middle of a file", cause);
        }
    }
}
