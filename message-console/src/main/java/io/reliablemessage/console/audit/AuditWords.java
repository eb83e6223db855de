package io.reliablemessage.console.audit;

import io.reliablemessage.console.view.Show;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;

/** What the service wrote into the trail, in a person's language. What has no words stays as it was written. */
final class AuditWords {
    /** Sentences of the service and their messages; what stands in parentheses is an argument, a constant in its own word. */
    private static final Map<Pattern, String> SENTENCES = new LinkedHashMap<>();

    static {
        known("Preview of an edit", "audit.detail.preview");
        known("Difference of the edit", "audit.detail.difference");
        known("Differences of edits", "audit.detail.differences");
        known("The role ([A-Z]+) does not reach that far", "audit.detail.role");
        known(
                "The dead letter is ([A-Z]+) and its message is [^;]*; only an OPEN one can be [a-z]+",
                "audit.detail.not-open");
        known("The message is ([A-Z]+); only UNDECIDED messages are decided by an operator", "audit.detail.decided");
        known("Message ([0-9a-f-]{36}) has the same key, and group ([^ ]+) .*", "audit.detail.key-conflict");
        known("the password is wrong", "audit.detail.wrong-password");
        known("disabled", "audit.detail.disabled");
        known("nobody has the name", "audit.detail.nobody");
        known("too many logins have failed", "audit.detail.too-many");
        known("the identity provider gives no role", "audit.detail.no-role");
        known("Its time has passed", "audit.detail.time-passed");
    }

    private final MessageSource messages;
    private final Locale locale;
    private final Show show;

    AuditWords(MessageSource messages, Locale locale, Show show) {
        this.messages = messages;
        this.locale = locale;
        this.show = show;
    }

    private static void known(String sentence, String message) {
        SENTENCES.put(Pattern.compile(sentence), message);
    }

    /** "Topic orders" for {@code topic orders}. */
    String target(String written) {
        int blank = written.indexOf(' ');
        if (blank < 0) {
            return written;
        }
        String kind = written.substring(0, blank);
        String message = kind.matches("[A-Z]+") ? "audit.target.call" : "audit.target." + kind;
        return word(message, written, kind, written.substring(blank + 1));
    }

    @Nullable
    String sentence(@Nullable String written) {
        if (written == null) {
            return null;
        }
        for (Map.Entry<Pattern, String> known : SENTENCES.entrySet()) {
            Matcher matcher = known.getKey().matcher(written);
            if (matcher.matches()) {
                Object[] arguments = new Object[matcher.groupCount()];
                for (int i = 0; i < arguments.length; i++) {
                    arguments[i] = constant(matcher.group(i + 1), "Role", "DeadLetterState", "MessageState");
                }
                return word(known.getValue(), written, arguments);
            }
        }
        return written;
    }

    /** The word for a constant of one of these enums, the first that has it. */
    String constant(String name, String... enums) {
        for (String each : enums) {
            String word = messages.getMessage(each + "." + name, null, null, locale);
            if (word != null) {
                return word;
            }
        }
        return name;
    }

    String word(String message, String otherwise, Object... arguments) {
        return String.valueOf(messages.getMessage(message, arguments, otherwise, locale));
    }

    Show show() {
        return show;
    }
}
