package io.reliablemessage.service.webhook;

import io.reliablemessage.service.alert.Alert;
import io.reliablemessage.service.alert.AlertKind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An alert in words, before any markup.
 *
 * @param lines what a person needs to know further, most important first
 */
record AlertText(String title, List<Line> lines) {
    private static final ResourceBundle.Control EXACT =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    /** @param value may hold anything, line breaks and markup too */
    record Line(String label, String value) {}

    /** @param language {@code en} or {@code zh} */
    static AlertText of(Alert alert, String language) {
        Words words = new Words(language);
        List<Line> lines = new ArrayList<>();
        if (alert.topic() != null) {
            lines.add(words.line("topic", alert.topic()));
        }
        if (alert.from() != null && alert.to() != null) {
            lines.add(words.line("window", time(alert.from()) + " – " + time(alert.to())));
        }
        if (!alert.counts().isEmpty()) {
            lines.add(words.line("found", words.counts(alert.counts())));
        }
        if (alert.detail() != null) {
            lines.add(words.line("detail", alert.detail()));
        }
        if (alert.run() != null) {
            lines.add(words.line("run", alert.run().toString()));
        }
        if (alert.discrepancy() != null) {
            lines.add(words.line("discrepancy", alert.discrepancy().toString()));
        }
        return new AlertText(words.title(alert.kind()), lines);
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static final class Words {
        private final ResourceBundle bundle;

        Words(String language) {
            bundle = ResourceBundle.getBundle("webhook/alert", Locale.forLanguageTag(language), EXACT);
        }

        String title(AlertKind kind) {
            return bundle.getString("title." + kind);
        }

        Line line(String label, String value) {
            return new Line(bundle.getString("label." + label), value);
        }

        String counts(Map<String, Long> counts) {
            return new TreeMap<>(counts)
                    .entrySet().stream()
                            .map(each -> name(each.getKey()) + " " + each.getValue())
                            .collect(Collectors.joining(bundle.getString("separator")));
        }

        private String name(String counted) {
            @Nullable String word = word("name." + counted);
            return word == null ? counted : word;
        }

        private @Nullable String word(String key) {
            try {
                return bundle.getString(key);
            } catch (MissingResourceException e) {
                return null;
            }
        }
    }
}
