package io.reliablemessage.service.deadletter;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.management.DeadLetterDetails;
import io.reliablemessage.protocol.management.DeadLetterFilter;
import io.reliablemessage.protocol.management.DeadLetterHistory;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.service.application.Subscription;
import io.reliablemessage.service.application.Topic;
import io.reliablemessage.service.outbox.Catalogs;
import io.reliablemessage.service.outbox.JdbcMessageKeys;
import io.reliablemessage.service.web.Cursor;
import io.reliablemessage.service.web.PageSize;
import io.reliablemessage.service.web.ProblemCode;
import io.reliablemessage.service.web.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds cases for the people who decide about them. */
@Component
public final class DeadLetterSearch {
    private static final int MIN_ERROR = 3;
    private static final int MAX_ERROR = 200;
    private static final int MAX_KEY_VALUE = 200;

    private final JdbcCaseSearch cases;
    private final JdbcAttempts attempts;
    private final JdbcMessageKeys keys;
    private final Catalogs catalogs;

    DeadLetterSearch(JdbcCaseSearch cases, JdbcAttempts attempts, JdbcMessageKeys keys, Catalogs catalogs) {
        this.cases = cases;
        this.attempts = attempts;
        this.keys = keys;
        this.catalogs = catalogs;
    }

    /** @throws ProblemException 400 for a filter, cursor or limit that is none, 404 for an unknown topic, group or application */
    public Page<DeadLetterDetails> list(DeadLetterFilter filter, @Nullable String cursor, @Nullable Integer limit) {
        Found found = matching(query(filter), Cursor.id(cursor), PageSize.of(limit));
        UUID next = found.next();
        return new Page<>(details(found.cases()), next == null ? null : Cursor.of(next.toString()));
    }

    /** @throws ProblemException 404 */
    public DeadLetterHistory get(UUID id) {
        CaseRow row = cases.byId(id).orElseThrow(() -> ProblemException.notFound("dead letter", id.toString()));
        return new DeadLetterHistory(details(List.of(row)).get(0), attempts.of(row.messageId(), row.position()));
    }

    /** The cases of a message, one per group at the most, oldest first. */
    public List<DeadLetterDetails> ofMessage(UUID messageId) {
        return details(cases.ofMessage(messageId));
    }

    /**
     * Checks a filter and looks its names up.
     *
     * @throws ProblemException 400 for a value outside its limits, 404 for an unknown topic, group or application
     */
    public CaseQuery query(DeadLetterFilter filter) {
        check("fingerprint", filter.fingerprint(), "must have 16 hexadecimal digits", 16, "[0-9a-f]{16}");
        checkLength("error", filter.error(), MIN_ERROR, MAX_ERROR);
        checkLength("assignee", filter.assignee(), 1, Assignments.MAX_ASSIGNEE);
        checkLength("keyValue", filter.keyValue(), 1, MAX_KEY_VALUE);
        String topic = filter.topic();
        Integer topicId = topic == null
                ? null
                : catalogs.topics()
                        .byName(topic)
                        .map(Topic::id)
                        .orElseThrow(() -> ProblemException.notFound("topic", topic));
        String application = filter.application();
        return new CaseQuery(
                filter.state() == null ? DeadLetterState.OPEN : filter.state(),
                topicId,
                filter.group() == null ? null : subscriptions(filter.group(), topicId),
                application == null
                        ? null
                        : catalogs.applications()
                                .byName(application)
                                .orElseThrow(() -> ProblemException.notFound("application", application))
                                .id(),
                filter.fingerprint(),
                filter.error(),
                filter.assignee(),
                filter.from(),
                filter.to(),
                filter.messageId(),
                filter.keyValue());
    }

    /**
     * Cases that match, newest first; may be fewer than asked for, or none, although there are more.
     *
     * @param before only cases with a smaller id; {@code null}: from the newest
     */
    public Found matching(CaseQuery query, @Nullable UUID before, int limit) {
        return cases.search(query, before, limit);
    }

    /** How many match; counts to {@code max}, and looks at {@code maxLookedAt} cases at the most. */
    public Count count(CaseQuery query, int max, int maxLookedAt) {
        return cases.count(query, max, maxLookedAt);
    }

    /** A page of cases with their messages' keys. */
    public List<DeadLetterDetails> details(List<CaseRow> rows) {
        Map<UUID, BusinessKey> found =
                keys.of(rows.stream().map(CaseRow::messageId).toList());
        return rows.stream()
                .map(row -> details(row, found.get(row.messageId())))
                .toList();
    }

    private DeadLetterDetails details(CaseRow row, @Nullable BusinessKey key) {
        return row.details(
                catalogs.topics().byId(row.topicId()).name(),
                catalogs.topics()
                        .subscriptionById(row.subscriptionId())
                        .map(Subscription::group)
                        .orElseThrow(),
                key);
    }

    private List<Integer> subscriptions(String group, @Nullable Integer topicId) {
        List<Integer> subscriptions = catalogs.topics().subscriptionsOf(group).stream()
                .filter(each -> topicId == null || each.topicId() == topicId)
                .map(Subscription::id)
                .sorted()
                .toList();
        if (subscriptions.isEmpty()) {
            throw ProblemException.notFound("subscription of group", group);
        }
        return subscriptions;
    }

    static void check(String field, @Nullable String value, String rule, int limit, String pattern) {
        if (value != null && !value.matches(pattern)) {
            throw ProblemException.invalid(field, rule, limit);
        }
    }

    static void checkLength(String field, @Nullable String value, int least, int most) {
        if (value != null && (value.length() < least || value.length() > most)) {
            throw ProblemException.invalid(
                            field, "must have " + least + " to " + most + " characters; it has " + value.length(), most)
                    .as(ProblemCode.TEXT_LENGTH);
        }
    }

    /** @param next where to go on, for {@code before}; {@code null} at the end */
    public record Found(List<CaseRow> cases, @Nullable UUID next) {}

    /** @param capped whether there may be more */
    public record Count(int count, boolean capped) {}
}
