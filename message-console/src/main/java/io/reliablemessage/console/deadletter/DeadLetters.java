package io.reliablemessage.console.deadletter;

import io.reliablemessage.console.service.Call;
import io.reliablemessage.console.service.ServiceClient;
import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.protocol.management.Assignment;
import io.reliablemessage.protocol.management.DeadLetterDetails;
import io.reliablemessage.protocol.management.DeadLetterFilter;
import io.reliablemessage.protocol.management.DeadLetterHistory;
import io.reliablemessage.protocol.management.EditPreview;
import io.reliablemessage.protocol.management.EditRequest;
import io.reliablemessage.protocol.management.Edited;
import io.reliablemessage.protocol.management.JobAction;
import io.reliablemessage.protocol.management.JobPreview;
import io.reliablemessage.protocol.management.JobRequest;
import io.reliablemessage.protocol.management.MessageDetail;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Payload;
import io.reliablemessage.protocol.management.Reason;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** The service's dead letters. */
@Component
class DeadLetters {
    private static final int LARGEST_PAGE = 200;

    private final ServiceClient service;

    DeadLetters(ServiceClient service) {
        this.service = service;
    }

    /** Newest first. A page may be short, or empty, and still have a successor. */
    Page<DeadLetterDetails> page(DeadLetterFilter filter, @Nullable String cursor) {
        return page(filter, cursor, null);
    }

    /** As {@link #page(DeadLetterFilter, String)}, as many at once as the service gives. */
    Page<DeadLetterDetails> largePage(DeadLetterFilter filter, @Nullable String cursor) {
        return page(filter, cursor, LARGEST_PAGE);
    }

    private Page<DeadLetterDetails> page(DeadLetterFilter filter, @Nullable String cursor, @Nullable Integer limit) {
        Call call = Call.to("/v1/dead-letters").with("state", filter.state());
        for (FilterPart part : FilterPart.of(filter)) {
            call.with(part.name(), part.value());
        }
        return service.page(call.with("cursor", cursor).with("limit", limit), DeadLetterDetails.class);
    }

    DeadLetterHistory get(UUID id) {
        return service.get(Call.to("/v1/dead-letters/{id}", id), DeadLetterHistory.class);
    }

    /** Empty if the message is forgotten already. */
    Optional<MessageDetail> message(UUID id) {
        try {
            return Optional.of(service.get(Call.to("/v1/messages/{id}", id), MessageDetail.class));
        } catch (ServiceProblem problem) {
            if (problem.status() == HttpStatus.NOT_FOUND.value()) {
                return Optional.empty();
            }
            throw problem;
        }
    }

    /** The payload as it is. The service writes down who saw it. */
    Payload payload(UUID message) {
        return service.get(Call.to("/v1/messages/{id}/payload", message), Payload.class);
    }

    /** What is to be known before the case is replayed. Needs an operator. */
    JobPreview outlook(DeadLetterDetails one) {
        DeadLetterFilter filter = new DeadLetterFilter(
                null, one.topic(), one.group(), null, null, null, null, null, null, one.messageId(), null);
        return service.send(
                HttpMethod.POST,
                Call.to("/v1/dead-letter-jobs/preview"),
                new JobRequest(JobAction.REPLAY, filter, null, null, null, null),
                JobPreview.class);
    }

    /** @return something to know about the replay; empty if there is nothing */
    Optional<String> replay(UUID id, @Nullable String reason) {
        Replayed replayed = service.send(
                HttpMethod.POST, Call.to("/v1/dead-letters/{id}/replay", id), new Reason(reason), Replayed.class);
        return Optional.ofNullable(replayed.warning());
    }

    void discard(UUID id, @Nullable String reason) {
        service.send(HttpMethod.POST, Call.to("/v1/dead-letters/{id}/discard", id), new Reason(reason));
    }

    void assign(UUID id, Assignment assignment) {
        service.send(HttpMethod.PUT, Call.to("/v1/dead-letters/{id}/assignment", id), assignment);
    }

    void assignCause(String fingerprint, Assignment assignment) {
        service.send(
                HttpMethod.PUT, Call.to("/v1/dead-letters/causes/{fingerprint}/assignment", fingerprint), assignment);
    }

    /** What the edit would change. The service writes down who saw it. */
    EditPreview previewEdit(UUID id, EditRequest edit) {
        return service.send(
                HttpMethod.POST, Call.to("/v1/dead-letters/{id}/edit/preview", id), edit, EditPreview.class);
    }

    Edited edit(UUID id, EditRequest edit) {
        return service.send(HttpMethod.POST, Call.to("/v1/dead-letters/{id}/edit", id), edit, Edited.class);
    }

    private record Replayed(@Nullable String warning) {}
}
