package io.reliablemessage.console.audit;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/** Where the page of an entry's target is. */
final class TargetPage {
    private static final Map<String, String> PAGES = Map.ofEntries(
            Map.entry("message", "/messages/"),
            Map.entry("dead-letter", "/dead-letters/"),
            Map.entry("cause", "/dead-letters?fingerprint="),
            Map.entry("job", "/jobs/"),
            Map.entry("topic", "/topics/"),
            Map.entry("group", "/dead-letters?group="),
            Map.entry("application", "/applications/"),
            Map.entry("operator", "/people#"),
            Map.entry("reconciliation run", "/reconciliation/runs/"),
            Map.entry("discrepancy", "/reconciliation/discrepancies/"),
            Map.entry("republication", "/jobs/republications/"),
            Map.entry("import", "/jobs/imports/"),
            Map.entry("webhook", "/webhooks/"));

    private TargetPage() {}

    /** @return {@code null} if it has none */
    static @Nullable String of(String target) {
        return PAGES.entrySet().stream()
                .filter(page -> target.startsWith(page.getKey() + " "))
                .findFirst()
                .map(page -> page.getValue()
                        + UriUtils.encode(target.substring(page.getKey().length() + 1), StandardCharsets.UTF_8))
                .orElse(null);
    }
}
