package io.reliablemessage.console.view;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;

/**
 * A CSV file (RFC 4180) on its way to a browser. A value that a spreadsheet would take for a formula gets an apostrophe in front, so
 * that what a producer put into a key never runs on an operator's machine.
 */
public final class Csv {
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final String FORMULA_STARTS = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    private final Writer out;

    private Csv(Writer out) {
        this.out = out;
    }

    /** Begins a file; the mark at its front tells Excel that it is UTF-8. */
    public static Csv download(HttpServletResponse response, String name) throws IOException {
        response.setContentType("text/csv;charset=UTF-8");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment().filename(name).build().toString());
        Writer out = new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8);
        out.write(BYTE_ORDER_MARK);
        return new Csv(out);
    }

    /** What a row is made of; {@code null} is an empty cell. */
    public static List<String> texts(@Nullable Object... values) {
        List<String> texts = new ArrayList<>(values.length);
        for (Object value : values) {
            texts.add(value == null ? "" : value.toString());
        }
        return texts;
    }

    public void row(List<String> cells) throws IOException {
        String separator = "";
        for (String cell : cells) {
            out.write(separator);
            out.write(cell(cell));
            separator = ",";
        }
        out.write("\r\n");
        out.flush();
    }

    static String cell(String text) {
        String safe = !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return safe.chars()
                        .anyMatch(c ->
                                c == ',' || c == '"' || c == '\r' || c == '\n' || c == '\'' || c == ';' || c == '\t')
                ? "\"" + safe.replace("\"", "\"\"") + "\""
                : safe;
    }
}
