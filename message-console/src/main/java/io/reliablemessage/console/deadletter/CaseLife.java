package io.reliablemessage.console.deadletter;

import io.reliablemessage.protocol.management.Attempt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The failed attempts of a case, step by step as the page draws them. */
final class CaseLife {
    private static final Map<String, Look> LOOKS = Map.of(
            "FAILED", new Look("warning", "red"),
            "REJECTED", new Look("cross", "red"),
            "NO_RECEIPT", new Look("clock", "yellow"),
            "BROKER_REFUSED", new Look("cross", "red"));

    private CaseLife() {}

    private record Look(String icon, String colour) {}

    /** @param newRound whether the attempts of another round than before begin here */
    record Step(Attempt attempt, String icon, String colour, boolean newRound) {}

    static List<Step> of(List<Attempt> attempts) {
        List<Step> steps = new ArrayList<>(attempts.size());
        int round = -1;
        for (Attempt attempt : attempts) {
            Look look = LOOKS.getOrDefault(attempt.outcome(), new Look("clock", "secondary"));
            steps.add(new Step(attempt, look.icon(), look.colour(), attempt.round() != round));
            round = attempt.round();
        }
        return steps;
    }
}
