package io.reliablemessage.console.job;

import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.protocol.management.DeadLetterFilter;
import io.reliablemessage.protocol.management.JobAction;
import io.reliablemessage.protocol.management.JobRequest;
import org.jspecify.annotations.Nullable;

/** A job as it is typed, besides its filter. */
record JobForm(
        @Nullable JobAction action,
        @Nullable String canary,
        @Nullable String ratePerSecond,
        @Nullable String stopAtFailurePercent,
        @Nullable String reason) {

    /** A discard cannot fail, so that there is nothing to learn from the first ones. */
    private static final Integer NO_CANARY = 0;

    JobAction chosen() {
        return action == null ? JobAction.REPLAY : action;
    }

    /** @throws ServiceProblem about a figure that is none, as the service would put it */
    JobRequest request(DeadLetterFilter filter) {
        return new JobRequest(
                chosen(),
                filter,
                reason,
                chosen() == JobAction.DISCARD ? NO_CANARY : number("canary", canary),
                number("ratePerSecond", ratePerSecond),
                number("stopAtFailurePercent", stopAtFailurePercent));
    }

    private static @Nullable Integer number(String field, @Nullable String text) {
        try {
            return text == null ? null : Integer.valueOf(text.strip());
        } catch (NumberFormatException e) {
            throw ServiceProblem.found(field, "must be a number", "not-a-number");
        }
    }
}
