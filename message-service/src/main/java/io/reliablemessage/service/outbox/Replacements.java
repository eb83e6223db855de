package io.reliablemessage.service.outbox;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.ItemProblem;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.service.application.Subscription;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes corrected copies of messages, each for one group alone: with the original's topic, tag, key, headers, ordering key and
 * application, and an id and a payload of their own.
 */
@Component
public final class Replacements {
    /** The header by which a consumer can tell where the message came from; left out where the headers have no room for it. */
    public static final String EDITED_FROM = "edited-from";

    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    private final JdbcReplacements rows;
    private final JdbcMessages messages;
    private final MessageRules rules;
    private final Catalogs catalogs;
    private final JsonMapper json;

    Replacements(JdbcReplacements rows, JdbcMessages messages, MessageRules rules, Catalogs catalogs, JsonMapper json) {
        this.rows = rows;
        this.messages = messages;
        this.rules = rules;
        this.catalogs = catalogs;
        this.json = json;
    }

    public Optional<Original> original(UUID id) {
        return rows.original(id);
    }

    /**
     * Checks a copy as if its application sent it.
     *
     * @param id of the copy
     * @param contentType {@code null}: the original's
     */
    public Draft draft(Original original, UUID id, String text, @Nullable String contentType) {
        Draft draft = draft(original, id, text, contentType, true);
        boolean noRoom = draft.problem() != null
                && String.valueOf(draft.problem().field()).startsWith("headers");
        return noRoom ? draft(original, id, text, contentType, false) : draft;
    }

    private Draft draft(Original original, UUID id, String text, @Nullable String contentType, boolean saysWhereFrom) {
        StoredContent content = original.content();
        Map<String, String> headers =
                content.headers() == null ? new TreeMap<>() : new TreeMap<>(json.readValue(content.headers(), HEADERS));
        if (saysWhereFrom) {
            headers.put(EDITED_FROM, content.id().toString());
        }
        NewMessage copy = new NewMessage(
                id,
                catalogs.topics().byId(content.topicId()).name(),
                content.tag(),
                content.businessKey() == null ? null : BusinessKey.parse(content.businessKey()),
                headers,
                contentType == null ? content.contentType() : contentType,
                text,
                null,
                content.orderingKey(),
                null,
                null,
                null,
                original.scheduleMillis() == null
                        ? null
                        : Arrays.stream(original.scheduleMillis().split(","))
                                .map(Long::valueOf)
                                .toList(),
                original.maxAttempts());
        MessageRules.Checked checked = rules.check(content.applicationId(), copy, true);
        ItemResult refusal = checked.refusal();
        return new Draft(checked.content(), refusal == null ? null : refusal.problem());
    }

    /** A message with the same key on the same topic that the group has consumed, or that is on its way to it. */
    public Optional<UUID> conflict(Original original, Subscription group) {
        byte[] key = original.keyHash();
        return key == null ? Optional.empty() : conflict(original, group, rows.sameKey(key));
    }

    /** As {@link #conflict}, and no other transaction that asks here goes on for the same key until this one has ended. */
    public Optional<UUID> lockedConflict(Original original, Subscription group) {
        byte[] key = original.keyHash();
        return key == null ? Optional.empty() : conflict(original, group, rows.lockSameKey(key));
    }

    private static Optional<UUID> conflict(
            Original original, Subscription group, List<JdbcReplacements.SameKey> sameKey) {
        return sameKey.stream()
                .filter(each -> each.topicId() == group.topicId()
                        && !each.id().equals(original.content().id())
                        && each.reaches(group.bit()))
                .map(JdbcReplacements.SameKey::id)
                .findFirst();
    }

    /** Stores the copy as CONFIRMED and due, in the caller's transaction; the redelivery publishes it. */
    public void store(Draft draft, Subscription group) {
        MessageContent content = Objects.requireNonNull(draft.content(), "Only a draft without a problem is stored");
        messages.insert(List.of(new NewRow(content, FirstDelivery.waiting(List.of(group), 0), 1)));
    }

    /**
     * A message that is to be replaced.
     *
     * @param scheduleMillis its own intervals; {@code null}: the topic's
     */
    public record Original(
            StoredContent content,
            @Nullable String scheduleMillis,
            @Nullable Integer maxAttempts,
            byte @Nullable [] keyHash) {}

    /** A checked copy. */
    public static final class Draft {
        private final @Nullable MessageContent content;
        private final @Nullable ItemProblem problem;

        private Draft(@Nullable MessageContent content, @Nullable ItemProblem problem) {
            this.content = content;
            this.problem = problem;
        }

        /** Why it cannot be sent; {@code null}: it can. */
        public @Nullable ItemProblem problem() {
            return problem;
        }

        private @Nullable MessageContent content() {
            return content;
        }
    }
}
