package io.reliablemessage.service.pause;

import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.PauseDetails;
import io.reliablemessage.protocol.management.PauseKind;
import io.reliablemessage.protocol.management.PauseRequest;
import io.reliablemessage.service.application.JdbcClock;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.audit.AuditTrail;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.scheduling.Duties;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.ProblemCode;
import io.reliablemessage.service.web.ProblemException;
import io.reliablemessage.service.web.Reasons;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/**
 * Pauses and resumes. This node heeds a change at once, the others within a second; what was handed to the broker before is not called
 * back.
 */
@Component
public class Pauses {
    private static final Logger log = LoggerFactory.getLogger(Pauses.class);
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final int MAX_TRIES = 10;

    private final JdbcPauses table;
    private final JdbcClock clock;
    private final PausesInForce inForce;
    private final AuditTrail audit;
    private final Transactions transactions;
    private final Duties duties;

    Pauses(
            JdbcPauses table,
            JdbcClock clock,
            PausesInForce inForce,
            AuditTrail audit,
            Transactions transactions,
            Duties duties) {
        this.table = table;
        this.clock = clock;
        this.inForce = inForce;
        this.audit = audit;
        this.transactions = transactions;
        this.duties = duties;
    }

    /** Those in force, newest first; at most 112. */
    public List<PauseDetails> list() {
        return table.inForce();
    }

    /**
     * Begins a pause, or replaces the one in force.
     *
     * @throws ProblemException 400 naming the field, 404 if there is nothing of that name, 409 if too much is paused already
     */
    public PauseDetails put(PauseKind kind, String name, PauseRequest request, Caller by) {
        String reason = Reasons.checked(request.reason());
        requireKnown(kind, name);
        JdbcPauses.Words words = new JdbcPauses.Words(by.name(), reason, request.until());
        PauseDetails now = put(kind, name, words, by);
        inForce.refresh();
        log.info(
                "{} is paused by {} until {}: messages are accepted and wait",
                Pause.target(kind, name),
                by.name(),
                now.until() == null ? "somebody resumes it" : now.until());
        return now;
    }

    private PauseDetails put(PauseKind kind, String name, JdbcPauses.Words words, Caller by) {
        for (int attempt = 1; ; attempt++) {
            try {
                return transactions.run(() -> {
                    boolean known = table.lock(kind, name);
                    checkUntil(words.until());
                    PauseDetails before = table.inForce(kind, name).orElse(null);
                    if (known) {
                        table.replace(kind, name, words);
                    } else {
                        table.insert(kind, name, words, freeShard());
                    }
                    PauseDetails after = table.inForce(kind, name).orElseThrow();
                    audit.write(AuditNote.of(by, AuditAction.PAUSED, Pause.target(kind, name))
                            .withReason(words.reason())
                            .withChange(before, after));
                    return after;
                });
            } catch (DuplicateKeyException e) {
                if (attempt == MAX_TRIES) {
                    throw e;
                }
            }
        }
    }

    private int freeShard() {
        Set<Integer> taken = Set.copyOf(table.takenShards());
        return IntStream.rangeClosed(Pause.FIRST_SHARD, Pause.LAST_SHARD)
                .filter(shard -> !taken.contains(shard))
                .findFirst()
                .orElseThrow(() -> ProblemException.conflict(
                                "pauses", "At most " + Pause.MOST + " things can be paused at once; resume some first")
                        .as(ProblemCode.TOO_MANY_PAUSES));
    }

    private void checkUntil(@Nullable Instant until) {
        if (until != null) {
            Instant now = clock.now();
            if (!until.isAfter(now) || until.isAfter(now.plus(LONGEST))) {
                throw ProblemException.invalid(
                                "until",
                                "must be in the future, at most " + LONGEST.toDays() + " days ahead; it is " + until,
                                LONGEST.toString())
                        .as(ProblemCode.PAUSE_END);
            }
        }
    }

    /** @throws ProblemException 400 naming the field, 404 if it is not paused */
    public void end(PauseKind kind, String name, @Nullable String reason, Caller by) {
        String why = Reasons.checked(reason);
        boolean ended = isName(name)
                && transactions.run(() -> {
                    table.lock(kind, name);
                    Optional<PauseDetails> before = table.inForce(kind, name);
                    if (!table.end(kind, name)) {
                        return false;
                    }
                    audit.write(AuditNote.of(by, AuditAction.RESUMED, Pause.target(kind, name))
                            .withReason(why)
                            .withChange(before.orElse(null), null));
                    return true;
                });
        if (!ended) {
            throw ProblemException.notFound("pause of", Pause.target(kind, name));
        }
        inForce.refresh();
        duties.wake(EndOfPauses.NAME);
        log.info("{} is resumed by {}; what waited follows on a ramp", Pause.target(kind, name), by.name());
    }

    private void requireKnown(PauseKind kind, String name) {
        if (!isName(name) || !table.exists(kind, name)) {
            throw ProblemException.notFound(kind.name().toLowerCase(Locale.ROOT), name);
        }
    }

    /** Names are ASCII; MySQL answers a comparison of an ASCII column with anything else by an error. */
    private static boolean isName(String name) {
        return name.chars().allMatch(character -> character > 0x1f && character < 0x7f);
    }
}
