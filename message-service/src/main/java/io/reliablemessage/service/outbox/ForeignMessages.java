package io.reliablemessage.service.outbox;

import io.reliablemessage.protocol.ItemProblem;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.NewMessage;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Stores messages that another system had given up, in the state in which a person finds such messages here. */
@Component
public class ForeignMessages {
    private final MessageRules rules;
    private final JdbcForeignMessages rows;

    ForeignMessages(MessageRules rules, JdbcForeignMessages rows) {
        this.rules = rules;
        this.rows = rows;
    }

    /**
     * Checks a message as if its application submitted it now: one that breaks a limit could not be published either, and one that is older than the
     * retention could not be told from a new one when it is taken over again.
     */
    public Draft check(int applicationId, NewMessage message, Instant storedAt) {
        MessageRules.Checked checked = rules.check(applicationId, message, true);
        ItemResult refusal = checked.refusal();
        return new Draft(checked.content(), storedAt, refusal == null ? null : refusal.problem());
    }

    /** Those of these ids that are taken. */
    public Set<UUID> known(Collection<UUID> ids) {
        return ids.isEmpty() ? Set.of() : rows.known(ids);
    }

    /**
     * Stores them as DEAD for one group, in the caller's transaction, which also opens their cases.
     *
     * @throws org.springframework.dao.DuplicateKeyException if one of the ids is taken
     */
    public void storeDead(List<Draft> drafts, long group) {
        rows.insert(drafts, "DEAD", group);
    }

    /** Stores them as UNDECIDED, in the caller's transaction; see {@link #storeDead}. */
    public void storeUndecided(List<Draft> drafts) {
        rows.insert(drafts, "UNDECIDED", 0);
    }

    /** A checked message. */
    public static final class Draft {
        private final @Nullable MessageContent content;
        private final Instant storedAt;
        private final @Nullable ItemProblem problem;

        private Draft(@Nullable MessageContent content, Instant storedAt, @Nullable ItemProblem problem) {
            this.content = content;
            this.storedAt = storedAt;
            this.problem = problem;
        }

        /** Why it cannot be stored; {@code null}: it can. */
        public @Nullable ItemProblem problem() {
            return problem;
        }

        public UUID id() {
            return content().id();
        }

        MessageContent content() {
            return Objects.requireNonNull(content, "Only a draft without a problem is stored");
        }

        Instant storedAt() {
            return storedAt;
        }
    }
}
