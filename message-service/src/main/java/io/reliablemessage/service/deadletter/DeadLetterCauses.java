package io.reliablemessage.service.deadletter;

import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.management.Assignment;
import io.reliablemessage.protocol.management.CauseInWords;
import io.reliablemessage.protocol.management.DeadLetterCause;
import io.reliablemessage.protocol.management.DeadLetterFilter;
import io.reliablemessage.service.application.Subscription;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.web.ProblemException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Groups cases by what caused them. */
@Component
public final class DeadLetterCauses {
    private static final int MAX_CAUSES = 200;
    private static final int MAX_LINE = 500;

    private final JdbcCauses causes;
    private final DeadLetterSearch search;
    private final TopicCatalog topics;

    DeadLetterCauses(JdbcCauses causes, DeadLetterSearch search, TopicCatalog topics) {
        this.causes = causes;
        this.search = search;
        this.topics = topics;
    }

    /**
     * The 200 causes with the most cases, among the newest 100,000 of the state; of a state with more of them every count is capped.
     *
     * @throws ProblemException 404 for an unknown topic or group
     */
    public List<DeadLetterCause> list(DeadLetterState state, @Nullable String topic, @Nullable String group) {
        CaseQuery query =
                search.query(new DeadLetterFilter(state, topic, group, null, null, null, null, null, null, null, null));
        List<Integer> subscriptions = subscriptions(query);
        List<JdbcCauses.Cause> biggest = causes.biggest(state, subscriptions, MAX_CAUSES);
        if (biggest.isEmpty()) {
            return List.of();
        }
        List<String> fingerprints =
                biggest.stream().map(JdbcCauses.Cause::fingerprint).toList();
        Map<String, List<JdbcCauses.Share>> shares = causes.shares(state, subscriptions, fingerprints);
        Map<UUID, JdbcCauses.LastError> errors =
                causes.errors(biggest.stream().map(JdbcCauses.Cause::last).toList());
        Map<String, Assignment> assignments = causes.assignments(fingerprints);
        boolean capped = causes.areMoreThanCounted(state);
        return biggest.stream()
                .map(cause -> details(
                        cause,
                        capped,
                        shares.getOrDefault(cause.fingerprint(), List.of()),
                        errors.getOrDefault(cause.last(), new JdbcCauses.LastError(null, null)),
                        assignments.getOrDefault(cause.fingerprint(), new Assignment(null, null))))
                .toList();
    }

    /**
     * What a cause says.
     *
     * @throws ProblemException 400 for what is no fingerprint, 404 if there is no case of this cause
     */
    public CauseInWords inWords(String fingerprint) {
        DeadLetterSearch.check("fingerprint", fingerprint, "must have 16 hexadecimal digits", 16, "[0-9a-f]{16}");
        CauseInWords words = inWords(List.of(fingerprint)).get(fingerprint);
        if (words == null) {
            throw ProblemException.notFound("cause", fingerprint);
        }
        return words;
    }

    /** What causes say, by fingerprint; one of which no case is left is missing. */
    public Map<String, CauseInWords> inWords(Collection<String> fingerprints) {
        Map<String, CauseInWords> words = new HashMap<>();
        causes.newestErrors(fingerprints)
                .forEach((fingerprint, error) ->
                        words.put(fingerprint, new CauseInWords(fingerprint, error.type(), firstLine(error.error()))));
        return words;
    }

    private static @Nullable String firstLine(@Nullable String error) {
        if (error == null) {
            return null;
        }
        String line = error.lines().findFirst().orElse("").strip();
        int end = Math.min(line.length(), MAX_LINE);
        return line.substring(0, end > 0 && Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end);
    }

    /** What the index can tell topic and group by. */
    private @Nullable List<Integer> subscriptions(CaseQuery query) {
        Integer topicId = query.topicId();
        if (query.subscriptionIds() != null || topicId == null) {
            return query.subscriptionIds();
        }
        List<Integer> ofTopic =
                topics.everSubscribed(topicId).stream().map(Subscription::id).toList();
        return ofTopic.isEmpty() ? List.of(0) : ofTopic;
    }

    private DeadLetterCause details(
            JdbcCauses.Cause cause,
            boolean capped,
            List<JdbcCauses.Share> shares,
            JdbcCauses.LastError error,
            Assignment assignment) {
        return new DeadLetterCause(
                cause.fingerprint(),
                error.type(),
                error.error(),
                cause.cases(),
                capped,
                Instant.ofEpochMilli(Ids.millisOf(cause.first())),
                Instant.ofEpochMilli(Ids.millisOf(cause.last())),
                shares.stream().map(this::where).toList(),
                assignment.assignee(),
                assignment.note());
    }

    private DeadLetterCause.Where where(JdbcCauses.Share share) {
        Subscription subscription =
                topics.subscriptionById(share.subscriptionId()).orElseThrow();
        return new DeadLetterCause.Where(
                topics.byId(subscription.topicId()).name(), subscription.group(), share.cases());
    }
}
