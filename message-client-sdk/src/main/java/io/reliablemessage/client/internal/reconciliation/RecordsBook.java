package io.reliablemessage.client.internal.reconciliation;

import io.reliablemessage.client.internal.idempotency.IdempotencyKey;
import io.reliablemessage.client.internal.idempotency.JdbcEffectBook;
import io.reliablemessage.client.internal.idempotency.Listened;
import io.reliablemessage.client.internal.idempotency.UnreadableMessageException;
import io.reliablemessage.client.internal.signed.UnreadableQuestionException;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.InvalidKeyException;
import io.reliablemessage.protocol.reconciliation.FindAnswer.Found;
import io.reliablemessage.protocol.reconciliation.IdentifiedBy;
import io.reliablemessage.protocol.reconciliation.SourcesAnswer.Source;
import io.reliablemessage.protocol.reconciliation.Wanted;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The effects of a group, by the records of idempotency that were committed with them. */
final class RecordsBook implements Book {
    private final Listened listened;
    private final JdbcEffectBook records;
    private final Supply supply;

    /**
     * @param retention how long records are kept
     * @param unusable why the records do not tell about this topic; {@code null}: they do
     */
    record Supply(Clock clock, Duration retention, @Nullable String unusable) {}

    RecordsBook(Listened listened, JdbcEffectBook records, Supply supply) {
        this.listened = listened;
        this.records = records;
        this.supply = supply;
    }

    @Override
    public Source describe(boolean produces) {
        return new Source(
                listened.topic(),
                listened.group(),
                IdentifiedBy.MESSAGE_ID,
                true,
                false,
                supply.clock().instant().minus(supply.retention()).truncatedTo(ChronoUnit.MILLIS),
                false,
                problem());
    }

    private @Nullable String problem() {
        return supply.unusable() == null ? records.problem().orElse(null) : supply.unusable();
    }

    private void requireUsable() {
        String problem = problem();
        if (problem != null) {
            throw new UnreadableQuestionException(
                    "the book of " + listened.group() + " on " + listened.topic() + " cannot be read: " + problem);
        }
    }

    @Override
    public Stream<Line> lines(Instant from, Instant to, int limit, boolean whole) {
        requireUsable();
        return records.lines(listened.group(), from, to, limit, whole).map(this::line);
    }

    private Line line(JdbcEffectBook.Line record) {
        long millis = record.messageId().getMostSignificantBits() >>> 16;
        Instant time = record.recordedAt() == null ? Instant.ofEpochMilli(millis) : record.recordedAt();
        return new Line(millis, messageKeyOf(record), record.messageId(), time, record.payloadHash(), null);
    }

    /** By it an effect whose message is lost is told of with its fact; {@code null} where the record has not the whole key. */
    private @Nullable BusinessKey messageKeyOf(JdbcEffectBook.Line record) {
        String text = record.text();
        if (text == null || !listened.protection().key().fields().isEmpty()) {
            return null;
        }
        try {
            BusinessKey key = BusinessKey.parse(text);
            return JdbcEffectBook.nameOf(IdempotencyKey.of(listened.group(), key))
                            .equals(record.key())
                    ? key
                    : null;
        } catch (InvalidKeyException e) {
            return null; // The message has none, or it was cut.
        }
    }

    /** Its own record, or that of another message whose effect this one repeats. */
    @Override
    public List<Found> find(List<Wanted> wanted) {
        requireUsable();
        Map<Wanted, IdempotencyKey> keys = new LinkedHashMap<>();
        wanted.forEach(one -> {
            IdempotencyKey key = keyOf(one);
            if (key != null) {
                keys.put(one, key);
            }
        });
        List<JdbcEffectBook.Line> byKey = records.findByKeys(keys.values());
        List<JdbcEffectBook.Line> byId = records.findByMessages(
                listened.group(),
                wanted.stream()
                        .map(Wanted::messageId)
                        .filter(Objects::nonNull)
                        .distinct()
                        .toList());
        Map<String, JdbcEffectBook.Line> ofKey = new LinkedHashMap<>();
        byKey.forEach(line -> ofKey.put(String.valueOf(line.key()), line));
        Map<UUID, List<JdbcEffectBook.Line>> ofId = new LinkedHashMap<>();
        byId.forEach(line ->
                ofId.computeIfAbsent(line.messageId(), id -> new ArrayList<>()).add(line));
        return wanted.stream()
                .map(one -> {
                    Map<String, JdbcEffectBook.Line> found = new LinkedHashMap<>();
                    if (one.messageId() != null) {
                        ofId.getOrDefault(one.messageId(), List.of())
                                .forEach(line -> found.put(String.valueOf(line.key()), line));
                    }
                    IdempotencyKey key = keys.get(one);
                    JdbcEffectBook.Line other = key == null ? null : ofKey.get(JdbcEffectBook.nameOf(key));
                    if (other != null) {
                        found.putIfAbsent(String.valueOf(other.key()), other);
                    }
                    return found(found.values().stream().toList(), one.messageId());
                })
                .toList();
    }

    private Found found(List<JdbcEffectBook.Line> lines, @Nullable UUID own) {
        return new Found(
                lines.size(),
                lines.stream()
                        .min(Comparator.comparing((JdbcEffectBook.Line line) ->
                                        line.messageId().equals(own) ? 0 : 1)
                                .thenComparing(line -> line(line).time()))
                        .map(line -> line(line).entry())
                        .orElse(null));
    }

    private @Nullable IdempotencyKey keyOf(Wanted wanted) {
        if (wanted.key() == null && wanted.messageId() == null) {
            throw new UnreadableQuestionException("wanted must have a key or a messageId");
        }
        if (wanted.key() == null) {
            return null; // A message without a key is found by its id.
        }
        try {
            return listened.protection()
                    .key()
                    .keyOf(
                            listened.group(),
                            wanted.key(),
                            wanted.messageId() == null ? new UUID(0, 0) : wanted.messageId());
        } catch (UnreadableMessageException e) {
            return null; // Such a message cannot have taken effect under a key.
        }
    }
}
