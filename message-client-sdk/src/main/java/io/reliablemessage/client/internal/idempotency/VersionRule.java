package io.reliablemessage.client.internal.idempotency;

import io.reliablemessage.client.RetryLater;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Newer versions only. */
final class VersionRule implements EntityCondition.Rule<Long> {
    private static final Duration GAP_PAUSE = Duration.ofSeconds(5);
    private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,18}");

    private final String field;
    private final boolean waits;
    private final long first;

    VersionRule(String field, boolean waits, long first) {
        this.field = field;
        this.waits = waits;
        this.first = first;
    }

    @Override
    public Long read(Attempt attempt) {
        String text = KeySelection.field(attempt.delivery(), field);
        try {
            if (DECIMAL.matcher(text).matches()) {
                return Long.valueOf(text);
            }
        } catch (NumberFormatException e) {
            // Beyond the largest long; answered like anything else that is no version.
        }
        throw new UnreadableMessageException("The field '" + field + "' of the business key is '" + text
                + "'; a version is a decimal number from 0 to " + Long.MAX_VALUE + " without leading zeros");
    }

    @Override
    public Effect decide(
            IdempotencyKey entity, Optional<JdbcEntities.Position<Long>> seen, Long next, Attempt attempt) {
        if (seen.isPresent()) {
            JdbcEntities.Position<Long> newest = seen.get();
            if (next < newest.value()) {
                return new Effect(
                        Effect.Kind.STALE,
                        entity.text() + " has version " + newest.value() + "; " + next + " is older");
            }
            if (next.equals(newest.value())) {
                return sameVersion(entity, newest, attempt);
            }
        }
        long expected = seen.map(newest -> newest.value() + 1).orElse(first);
        if (waits && next > expected) {
            throw new RetryLater(
                    entity.text() + " has to get version " + expected + " before version " + next, GAP_PAUSE);
        }
        return Effect.TAKEN;
    }

    /** Its record is gone, since versions are kept for longer. */
    private static Effect sameVersion(IdempotencyKey entity, JdbcEntities.Position<Long> newest, Attempt attempt) {
        if (newest.messageId().equals(attempt.delivery().id())) {
            return Effect.DUPLICATE;
        }
        return new Effect(
                Effect.Kind.CONFLICT,
                "Version " + newest.value() + " of " + entity.text() + " came with message " + newest.messageId()
                        + " already, whose payload is no longer recorded; message "
                        + attempt.delivery().id() + " brings the same version");
    }
}
