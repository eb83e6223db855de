package io.reliablemessage.console.deadletter;

import io.reliablemessage.console.service.Call;
import io.reliablemessage.console.service.ServiceClient;
import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.management.CauseInWords;
import io.reliablemessage.protocol.management.DeadLetterCause;
import io.reliablemessage.protocol.management.DeadLetterFilter;
import io.reliablemessage.protocol.management.JobAction;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** What dead letters have in common. */
@Component
public class Causes {
    /** The service gives no more. */
    static final int MOST = 200;

    private final ServiceClient service;

    Causes(ServiceClient service) {
        this.service = service;
    }

    /** @param cases the address that lists its cases; {@code replay} and {@code discard} those that act on all of them */
    public record Row(DeadLetterCause cause, String cases, String replay, String discard) {}

    /** The 200 causes with the most cases, those first. @param state {@code null}: open */
    public List<Row> rows(@Nullable DeadLetterState state, @Nullable String topic, @Nullable String group) {
        return service
                .page(
                        Call.to("/v1/dead-letters/causes")
                                .with("state", state)
                                .with("topic", topic)
                                .with("group", group),
                        DeadLetterCause.class)
                .items()
                .stream()
                .map(cause -> row(cause, state == null ? DeadLetterState.OPEN : state, topic, group))
                .toList();
    }

    /** What a cause says; {@code null} if none is asked for, or no case of it is left. */
    public @Nullable CauseInWords inWords(@Nullable String fingerprint) {
        if (fingerprint == null) {
            return null;
        }
        try {
            return service.get(Call.to("/v1/dead-letters/causes/{fingerprint}", fingerprint), CauseInWords.class);
        } catch (ServiceProblem problem) {
            if (problem.status() == HttpStatus.NOT_FOUND.value()
                    || problem.status() == HttpStatus.BAD_REQUEST.value()) {
                return null;
            }
            throw problem;
        }
    }

    private static Row row(
            DeadLetterCause cause, DeadLetterState state, @Nullable String topic, @Nullable String group) {
        DeadLetterFilter cases = new DeadLetterFilter(
                state, topic, group, null, cause.fingerprint(), null, null, null, null, null, null);
        return new Row(
                cause,
                FilterPart.address("/dead-letters", cases).toString(),
                FilterPart.address("/jobs/new", cases)
                        .with("action", JobAction.REPLAY)
                        .toString(),
                FilterPart.address("/jobs/new", cases)
                        .with("action", JobAction.DISCARD)
                        .toString());
    }
}
