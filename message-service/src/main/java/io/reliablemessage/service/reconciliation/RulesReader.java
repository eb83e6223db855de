package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.management.ReconciliationRules;
import io.reliablemessage.protocol.management.RepairMode;
import io.reliablemessage.service.application.ApplicationCatalog;
import io.reliablemessage.service.web.ProblemException;
import io.reliablemessage.service.webhook.Webhooks;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.quartz.CronExpression;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonPointer;

/** Checks rules and completes them with what holds where nothing is said. */
@Component
final class RulesReader {
    private static final int MAX_CRON = 120;
    private static final int MAX_POINTER = 200;
    private static final int MAX_NAMES = 8;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Set<DiscrepancyType> NEVER_REPAIRED = EnumSet.of(
            DiscrepancyType.GHOST_MESSAGE, DiscrepancyType.CONFLICTING_CONTENT, DiscrepancyType.DUPLICATE_EFFECT);

    private final ApplicationCatalog applications;
    private final Webhooks webhooks;

    RulesReader(ApplicationCatalog applications, Webhooks webhooks) {
        this.applications = applications;
        this.webhooks = webhooks;
    }

    /** What holds for a topic without rules, whose books are compared by hand only. */
    Rules standard() {
        return checked(new ReconciliationRules(false, null, null, null, null, null, null, null, null, null));
    }

    /** @throws ProblemException 400 naming the field and its limit */
    Rules checked(ReconciliationRules given) {
        Duration overlap = within("overlap", given.overlap(), Duration.ofMinutes(5), Duration.ZERO, DAY);
        Duration maxWindow = within("maxWindow", given.maxWindow(), DAY, Duration.ofMinutes(1), Duration.ofDays(7));
        if (overlap.compareTo(maxWindow) >= 0) {
            throw ProblemException.invalid(
                    "overlap",
                    "must be shorter than maxWindow, which is " + maxWindow + ", or no run would get any further",
                    maxWindow.toString());
        }
        return new Rules(
                given.enabled() == null || given.enabled(),
                cron(given.cron() == null ? "0 0/10 * * * ?" : given.cron()),
                within("lag", given.lag(), Duration.ofMinutes(1), Duration.ofSeconds(1), DAY),
                overlap,
                within("horizon", given.horizon(), Duration.ofHours(1), Duration.ofSeconds(1), Duration.ofDays(30)),
                maxWindow,
                applications(given.factsFrom()),
                pointer(given.amountField()),
                repairs(given.repairs()),
                webhooks(given.webhooks()));
    }

    /** When runs begin next, in UTC; {@code null}: never again. */
    static @Nullable Instant next(String cron, Instant after) {
        try {
            CronExpression expression = new CronExpression(cron);
            expression.setTimeZone(TimeZone.getTimeZone("UTC"));
            Date next = expression.getNextValidTimeAfter(Date.from(after));
            return next == null ? null : next.toInstant();
        } catch (ParseException e) {
            throw new IllegalStateException("Rules hold a cron expression that was not checked: " + cron, e);
        }
    }

    private static String cron(String cron) {
        if (cron.length() > MAX_CRON) {
            throw ProblemException.invalid(
                    "cron", "must have at most " + MAX_CRON + " characters; it has " + cron.length(), MAX_CRON);
        }
        if (!cron.chars().allMatch(each -> each > 0x1f && each < 0x7f) || !CronExpression.isValidExpression(cron)) {
            throw ProblemException.invalid(
                    "cron", "must be a Quartz cron expression, such as 0 0/10 * * * ? for every ten minutes", null);
        }
        return cron;
    }

    private static Duration within(
            String field, @Nullable Duration given, Duration standard, Duration least, Duration most) {
        if (given == null) {
            return standard;
        }
        if (given.compareTo(least) < 0 || given.compareTo(most) > 0) {
            throw ProblemException.invalid(
                    field, "must be " + least + " to " + most + "; it is " + given, most.toString());
        }
        // The database keeps milliseconds.
        return Duration.ofMillis(given.toMillis());
    }

    private List<String> applications(@Nullable List<@Nullable String> names) {
        List<String> checked = names("factsFrom", names);
        for (int i = 0; i < checked.size(); i++) {
            String name = checked.get(i);
            if (!name.chars().allMatch(each -> each > 0x1f && each < 0x7f)
                    || applications.byName(name).isEmpty()) {
                throw new ProblemException(
                        HttpStatus.BAD_REQUEST,
                        "factsFrom[" + i + "]",
                        "must be an application; there is none with this name",
                        name,
                        null);
            }
        }
        return checked;
    }

    private List<String> webhooks(@Nullable List<@Nullable String> names) {
        List<String> checked = names("webhooks", names);
        for (int i = 0; i < checked.size(); i++) {
            if (!webhooks.exists(checked.get(i))) {
                throw new ProblemException(
                        HttpStatus.BAD_REQUEST,
                        "webhooks[" + i + "]",
                        "must be a webhook; there is none with this name",
                        checked.get(i),
                        null);
            }
        }
        return checked;
    }

    private static List<String> names(String field, @Nullable List<@Nullable String> names) {
        if (names == null) {
            return List.of();
        }
        if (names.size() > MAX_NAMES) {
            throw ProblemException.invalid(
                    field, "must have at most " + MAX_NAMES + " names; it has " + names.size(), MAX_NAMES);
        }
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i) == null) {
                throw ProblemException.invalid(field + "[" + i + "]", "must be a name", null);
            }
        }
        return names.stream().map(String::valueOf).distinct().toList();
    }

    private static @Nullable String pointer(@Nullable String pointer) {
        if (pointer == null) {
            return null;
        }
        if (pointer.length() < 2 || pointer.length() > MAX_POINTER) {
            throw ProblemException.invalid(
                    "amountField",
                    "must have 2 to " + MAX_POINTER + " characters; it has " + pointer.length(),
                    MAX_POINTER);
        }
        try {
            JsonPointer.compile(pointer);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid(
                    "amountField", "must be a JSON pointer, such as /total or /order/amount", null);
        }
        return pointer;
    }

    private static Map<DiscrepancyType, RepairMode> repairs(
            @Nullable Map<DiscrepancyType, @Nullable RepairMode> given) {
        Map<DiscrepancyType, RepairMode> modes = new EnumMap<>(DiscrepancyType.class);
        for (DiscrepancyType type : DiscrepancyType.values()) {
            RepairMode mode = given == null ? null : given.get(type);
            boolean never = NEVER_REPAIRED.contains(type);
            if (never && mode != null && mode != RepairMode.NEVER) {
                throw ProblemException.invalid(
                        "repairs." + type, "must be NEVER: only a person can say what is right", null);
            }
            modes.put(type, never ? RepairMode.NEVER : mode == null ? RepairMode.AFTER_APPROVAL : mode);
        }
        return modes;
    }
}
