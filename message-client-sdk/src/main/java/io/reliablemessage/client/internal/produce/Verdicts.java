package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.DoubtfulMessage;
import io.reliablemessage.client.internal.produce.FenceVerdicts.Trace;
import io.reliablemessage.protocol.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers check-backs: from the fence, and, for topics that have one, from the application's checker with the fence.
 *
 * <p>A checker reads what was committed a moment ago, so alone it would take a running transaction for one that was rolled back. The fence
 * has the last word: what runs is IN_PROGRESS, ROLLED_BACK is only said once a tombstone keeps the transaction from committing, and
 * a contradiction decides nothing.
 */
public final class Verdicts {
    private static final Logger log = LoggerFactory.getLogger(Verdicts.class);

    private final FenceVerdicts fence;
    private final TransactionCheckers checkers;

    public Verdicts(FenceVerdicts fence, TransactionCheckers checkers) {
        this.fence = fence;
        this.checkers = checkers;
    }

    /**
     * @return a verdict for each message
     * @throws org.springframework.dao.DataAccessException if the fence's database gives no answer
     */
    public Map<UUID, Verdict> of(List<DoubtfulMessage> messages) {
        List<UUID> byFence = new ArrayList<>();
        List<DoubtfulMessage> byChecker = new ArrayList<>();
        for (DoubtfulMessage message : messages) {
            if (checkers.has(message.topic())) {
                byChecker.add(message);
            } else {
                byFence.add(message.id());
            }
        }
        Map<UUID, Verdict> verdicts = new HashMap<>(fence.of(byFence));
        if (!byChecker.isEmpty()) {
            decide(byChecker, verdicts);
        }
        return verdicts;
    }

    private void decide(List<DoubtfulMessage> messages, Map<UUID, Verdict> verdicts) {
        Map<UUID, Trace> traces =
                fence.traces(messages.stream().map(DoubtfulMessage::id).toList());
        List<DoubtfulMessage> open = new ArrayList<>();
        for (DoubtfulMessage message : messages) {
            if (traces.get(message.id()) == Trace.RUNNING) {
                verdicts.put(message.id(), Verdict.IN_PROGRESS);
            } else {
                open.add(message);
            }
        }
        List<UUID> rolledBack = new ArrayList<>();
        List<UUID> committed = new ArrayList<>();
        checkers.of(open).forEach((id, said) -> {
            if (said == Verdict.ROLLED_BACK) {
                rolledBack.add(id);
            } else if (said == Verdict.COMMITTED) {
                committed.add(id);
            } else {
                verdicts.put(id, said);
            }
        });
        // Looked at once more: the transaction may have committed since, while the checker was asked.
        fence.traces(committed).forEach((id, trace) -> verdicts.put(id, committed(id, trace)));
        fence.fenceOff(rolledBack).forEach((id, fenced) -> verdicts.put(id, rolledBack(id, fenced)));
    }

    private static Verdict committed(UUID id, Trace trace) {
        return switch (trace) {
            case COMMITTED, FORGOTTEN -> Verdict.COMMITTED;
            case RUNNING -> Verdict.IN_PROGRESS;
            case ROLLED_BACK, ABSENT -> contradiction(id, "COMMITTED", "was not committed");
        };
    }

    private static Verdict rolledBack(UUID id, Verdict fenced) {
        return fenced == Verdict.COMMITTED ? contradiction(id, "ROLLED_BACK", "was committed") : fenced;
    }

    private static Verdict contradiction(UUID id, String said, String fence) {
        log.error(
                "The checker says {} of message {}, but by rm_fence its transaction {}; nothing is decided, an operator has to look",
                said,
                id,
                fence);
        return Verdict.UNKNOWN;
    }
}
