package io.reliablemessage.console.audit;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an action changed, in words: the names of the fields, constants, times and durations. */
final class ChangeWords {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** By field, the enum whose constants it has. */
    private static final Map<String, String> ENUMS = Map.of(
            "role", "Role", "kind", "PauseKind", "action", "JobAction", "withoutSubscriber", "WithoutSubscriber");

    private final AuditWords words;
    private final String states;

    /** @param target of the entry: whose states a field "state" has */
    ChangeWords(AuditWords words, String target) {
        this.words = words;
        this.states = target.startsWith("job ")
                ? "JobState"
                : target.startsWith("message ") ? "MessageState" : "DeadLetterState";
    }

    AuditRow.Change of(JsonChange change) {
        String name = change.path().substring(change.path().lastIndexOf('.') + 1);
        return new AuditRow.Change(
                label(change.path()),
                value(change.path(), name, change.before()),
                value(change.path(), name, change.after()));
    }

    private String label(String path) {
        if (path.isEmpty()) {
            return words.word("field.state", "");
        }
        return Arrays.stream(path.split("\\."))
                .map(name -> path.startsWith("results.") && name.matches("[A-Z_]+")
                        ? words.constant(name, "JobItemResult")
                        : words.word("field." + name, name))
                .collect(Collectors.joining(": "));
    }

    private @Nullable String value(String path, String name, @Nullable String written) {
        if (written == null) {
            return null;
        }
        String states = path.startsWith("filter.") ? "DeadLetterState" : this.states;
        if (written.matches("[A-Z_]+")) {
            return words.constant(written, ENUMS.getOrDefault(name, states));
        }
        return switch (written) {
            case "true" -> words.word("audit.value.true", written);
            case "false" -> words.word("audit.value.false", written);
            case "null", "" -> words.word("audit.value.none", written);
            default ->
                written.startsWith("[") ? list(written) : name.endsWith("Bytes") ? bytes(written) : moment(written);
        };
    }

    private String list(String written) {
        try {
            JsonNode values = JSON.readTree(written);
            return values.isArray()
                    ? StreamSupport.stream(values.spliterator(), false)
                            .map(each -> each.isString() ? moment(each.asString()) : each.toString())
                            .collect(Collectors.joining(", "))
                    : written;
        } catch (JacksonException e) {
            return written;
        }
    }

    private String bytes(String written) {
        return written.matches("\\d{1,18}") ? words.show().bytes(Long.parseLong(written)) : written;
    }

    /** A duration or a point in time as people write it; anything else stays. */
    private String moment(String written) {
        try {
            if (written.matches("P[0-9DTHMS.]+")) {
                return words.show().duration(Duration.parse(written));
            }
            return written.matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z")
                    ? words.show().exact(Instant.parse(written))
                    : written;
        } catch (DateTimeException | ArithmeticException e) {
            return written;
        }
    }
}
