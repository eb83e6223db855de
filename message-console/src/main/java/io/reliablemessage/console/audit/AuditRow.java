package io.reliablemessage.console.audit;

import io.reliablemessage.protocol.management.AuditEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry as the page shows it, in words where there are some.
 *
 * @param page of the target; {@code null}: it has none
 */
record AuditRow(
        AuditEntry entry,
        Actor actor,
        String target,
        @Nullable String page,
        @Nullable String reason,
        @Nullable String detail,
        List<Change> changes) {
    /** @param before {@code null}: it was not there; {@code after} alike */
    record Change(
            String field, @Nullable String before, @Nullable String after) {}

    static AuditRow of(AuditEntry entry, AuditWords words) {
        ChangeWords changes = new ChangeWords(words, entry.target());
        return new AuditRow(
                entry,
                Actor.of(entry),
                words.target(entry.target()),
                TargetPage.of(entry.target()),
                words.sentence(entry.reason()),
                words.sentence(entry.detail()),
                JsonChange.between(entry.before(), entry.after()).stream()
                        .map(changes::of)
                        .toList());
    }
}
