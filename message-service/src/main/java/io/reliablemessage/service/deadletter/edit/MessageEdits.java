package io.reliablemessage.service.deadletter.edit;

import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.ItemProblem;
import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.AuditOutcome;
import io.reliablemessage.protocol.management.EditPreview;
import io.reliablemessage.protocol.management.EditRequest;
import io.reliablemessage.protocol.management.Edited;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.service.application.JdbcClock;
import io.reliablemessage.service.application.Subscription;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.audit.AuditTrail;
import io.reliablemessage.service.deadletter.CaseTransitions;
import io.reliablemessage.service.deadletter.NotOpenException;
import io.reliablemessage.service.deadletter.Target;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.PayloadText;
import io.reliablemessage.service.outbox.Replacements;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.ProblemCode;
import io.reliablemessage.service.web.ProblemException;
import io.reliablemessage.service.web.Reasons;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Corrects a message that a group could not consume: a new message with another payload goes to that group alone, the original stays as it
 * is, and its case is closed. All of it is one transaction, which the case's state guards: of two who edit at once one wins, and a
 * node that dies has done everything or nothing.
 */
@Component
public final class MessageEdits {
    private static final Logger log = LoggerFactory.getLogger(MessageEdits.class);
    private static final int MAX_CLOSED_REASON = 500;

    private final CaseTransitions transitions;
    private final Replacements replacements;
    private final JdbcEdits edits;
    private final JdbcClock clock;
    private final TopicCatalog topics;
    private final Transactions transactions;
    private final AuditTrail audit;

    MessageEdits(
            CaseTransitions transitions,
            Replacements replacements,
            JdbcEdits edits,
            JdbcClock clock,
            TopicCatalog topics,
            Transactions transactions,
            AuditTrail audit) {
        this.transitions = transitions;
        this.replacements = replacements;
        this.edits = edits;
        this.clock = clock;
        this.topics = topics;
        this.transactions = transactions;
        this.audit = audit;
    }

    /**
     * What an edit would change, and why it could not be made; that the payload was shown is written down.
     *
     * @throws ProblemException 404 if there is no such case or its message is gone
     */
    public EditPreview preview(UUID id, EditRequest request, Caller by) {
        Subject subject = subject(id, request, clock.now());
        ItemProblem refusal = subject.draft().problem();
        Difference difference = refusal == null ? difference(subject, request) : new Difference(List.of(), true);
        seen(by, subject.originalId(), "Preview of an edit");
        return new EditPreview(problem(subject, request).orElse(null), difference.lines(), difference.truncated());
    }

    /**
     * Sends the corrected message. The answer shows what it differs in, which is written down too.
     *
     * @throws ProblemException 404 if there is no such case or its message is gone; 400 for a payload outside its topic's limits or that is
     *     not what its content type says; 409 if the case is not OPEN or the group has, or is about to get, another message with the key
     */
    public Edited edit(UUID id, EditRequest request, Caller by) {
        String reason = Reasons.checked(request.reason());
        Instant now = clock.now();
        Subject subject = subject(id, request, now);
        ItemProblem refusal = subject.draft().problem();
        if (refusal != null) {
            throw ProblemException.invalid(String.valueOf(refusal.field()), refusal.detail(), null);
        }
        contentProblem(subject, request).ifPresent(problem -> {
            throw ProblemException.invalid("text", problem, null).as(ProblemCode.NOT_JSON);
        });
        Edited edited = new Edited(
                id,
                subject.originalId(),
                subject.replacement(),
                by.name(),
                now,
                reason,
                difference(subject, request).lines());
        AuditNote note = AuditNote.of(by, AuditAction.DEAD_LETTER_EDITED, "dead-letter " + id)
                .withReason(reason)
                .withChange(new Message(edited.original()), new Message(edited.replacement()));
        try {
            transactions.run(() -> {
                replacements.lockedConflict(subject.original(), subject.group()).ifPresent(other -> {
                    throw ProblemException.conflict(id.toString(), conflict(subject, other))
                            .as(ProblemCode.KEY_CONFLICT);
                });
                transitions.discard(subject.target(), closedReason(edited));
                replacements.store(subject.draft(), subject.group());
                edits.insert(edited);
                audit.write(note);
                seen(by, edited.original(), "Difference of the edit");
            });
        } catch (NotOpenException e) {
            throw refused(note, transitions.refusal(id, "edited"));
        } catch (ProblemException e) {
            throw refused(note, e);
        }
        transitions.published();
        log.info(
                "Message {}: dead letter {} is closed by {}, who replaced it for group {} by message {}; the next redelivery publishes that",
                edited.original(),
                id,
                by.name(),
                subject.group().group(),
                edited.replacement());
        return edited;
    }

    /** Edits that the message came from or went into; whoever may not see payloads gets none of their lines. */
    public List<Edited> of(UUID message, Caller by) {
        if (!by.isAtLeast(Role.OPERATOR)) {
            return withoutLines(message);
        }
        List<Edited> found = edits.ofMessage(message);
        if (!found.isEmpty()) {
            seen(by, message, "Differences of edits");
        }
        return found;
    }

    /** The same for everybody. */
    public List<Edited> withoutLines(UUID message) {
        return edits.ofMessageWithoutLines(message);
    }

    private void seen(Caller by, UUID message, String where) {
        audit.write(
                AuditNote.of(by, AuditAction.PAYLOAD_SEEN, "message " + message).withOutcome(AuditOutcome.DONE, where));
    }

    private ProblemException refused(AuditNote note, ProblemException refusal) {
        audit.write(note.withChange(null, null).withOutcome(AuditOutcome.REFUSED, refusal.detail()));
        return refusal;
    }

    private Subject subject(UUID id, EditRequest request, Instant now) {
        @Nullable String text = request.text();
        if (text == null) {
            throw ProblemException.invalid("text", "is required", null);
        }
        Target target = transitions.find(id).orElseThrow(() -> ProblemException.notFound("dead letter", id.toString()));
        Replacements.Original original = replacements
                .original(target.messageId())
                .orElseThrow(() ->
                        ProblemException.notFound("message", target.messageId().toString()));
        Subscription group = topics.subscriptionById(target.subscriptionId()).orElseThrow();
        UUID replacement = Ids.newAt(now);
        return new Subject(
                target,
                original,
                group,
                replacement,
                replacements.draft(original, replacement, text, request.contentType()));
    }

    private Optional<String> problem(Subject subject, EditRequest request) {
        ItemProblem refusal = subject.draft().problem();
        if (subject.target().state() != DeadLetterState.OPEN) {
            return Optional.of("The dead letter "
                    + transitions.standing(subject.target().id()) + "; only an OPEN one can be edited");
        }
        if (refusal != null) {
            return Optional.of(refusal.field() + " " + refusal.detail());
        }
        return contentProblem(subject, request)
                .map(problem -> "The payload " + problem)
                .or(() -> replacements
                        .conflict(subject.original(), subject.group())
                        .map(other -> conflict(subject, other)));
    }

    private static Optional<String> contentProblem(Subject subject, EditRequest request) {
        return PayloadText.isJson(contentType(subject, request)) ? JsonText.problem(request.text()) : Optional.empty();
    }

    private static String contentType(Subject subject, EditRequest request) {
        return request.contentType() == null ? subject.original().content().contentType() : request.contentType();
    }

    private static String conflict(Subject subject, UUID other) {
        return "Message " + other + " has the same key, and group "
                + subject.group().group()
                + " has consumed it or is about to get it; a second effect under one key is refused";
    }

    private static Difference difference(Subject subject, EditRequest request) {
        byte[] payload = subject.original().content().payload();
        String before = PayloadText.of(payload);
        if (before == null) {
            return Difference.between("(" + payload.length + " bytes that are not text)", request.text());
        }
        boolean bothJson = PayloadText.isJson(contentType(subject, request))
                && JsonText.problem(before).isEmpty()
                && JsonText.problem(request.text()).isEmpty();
        return bothJson ? laidOutDifference(before, request.text()) : Difference.between(before, request.text());
    }

    private static Difference laidOutDifference(String before, String after) {
        Optional<String> old = JsonText.laidOut(before);
        Optional<String> now = old.isEmpty() ? old : JsonText.laidOut(after);
        return now.isPresent() ? Difference.between(old.get(), now.get()) : Difference.between(before, after);
    }

    private static String closedReason(Edited edited) {
        String reason = "Replaced by message " + edited.replacement() + ": " + edited.reason();
        return reason.length() <= MAX_CLOSED_REASON ? reason : reason.substring(0, MAX_CLOSED_REASON - 1) + "…";
    }

    /** What an edit is about. */
    private record Subject(
            Target target,
            Replacements.Original original,
            Subscription group,
            UUID replacement,
            Replacements.Draft draft) {
        UUID originalId() {
            return target.messageId();
        }
    }

    /** A message in the audit trail, without its payload. */
    private record Message(UUID message) {}
}
