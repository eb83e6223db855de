package io.reliablemessage.service.outbox.web;

import io.reliablemessage.protocol.BatchResult;
import io.reliablemessage.protocol.IdBatch;
import io.reliablemessage.protocol.MessageBatch;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.MessageDetail;
import io.reliablemessage.protocol.management.MessageView;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Payload;
import io.reliablemessage.service.application.ApplicationCatalog;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.audit.AuditTrail;
import io.reliablemessage.service.outbox.MessageQuery;
import io.reliablemessage.service.outbox.MessageSearch;
import io.reliablemessage.service.outbox.Outbox;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.security.DirectCall;
import io.reliablemessage.service.web.Batches;
import io.reliablemessage.service.web.KeyParameter;
import io.reliablemessage.service.web.PageSize;
import io.reliablemessage.service.web.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class MessageController implements DirectCall.Source {
    private final Outbox outbox;
    private final MessageSearch search;
    private final TopicCatalog topics;
    private final ApplicationCatalog applications;
    private final AuditTrail trail;

    MessageController(
            Outbox outbox,
            MessageSearch search,
            TopicCatalog topics,
            ApplicationCatalog applications,
            AuditTrail trail) {
        this.outbox = outbox;
        this.search = search;
        this.topics = topics;
        this.applications = applications;
        this.trail = trail;
    }

    @Override
    public List<DirectCall<?>> directCalls() {
        return List.of(
                new DirectCall<>("/v1/messages/prepare", MessageBatch.class, this::prepare),
                new DirectCall<>("/v1/messages/submit", MessageBatch.class, this::submit),
                new DirectCall<>("/v1/messages/confirm", IdBatch.class, this::confirm),
                new DirectCall<>("/v1/messages/cancel", IdBatch.class, this::cancel));
    }

    /** Stores messages before the business transaction commits. */
    @PostMapping("/v1/messages/prepare")
    BatchResult prepare(@RequestBody MessageBatch batch, Caller caller) {
        return new BatchResult(
                outbox.prepare(caller.requireApplication(), Batches.checked("messages", batch.messages())));
    }

    /** Stores and confirms messages in one step. */
    @PostMapping("/v1/messages/submit")
    BatchResult submit(@RequestBody MessageBatch batch, Caller caller) {
        return new BatchResult(
                outbox.submit(caller.requireApplication(), Batches.checked("messages", batch.messages())));
    }

    /** The business transactions of these messages have committed. */
    @PostMapping("/v1/messages/confirm")
    BatchResult confirm(@RequestBody IdBatch batch, Caller caller) {
        return new BatchResult(outbox.confirm(caller.requireApplication(), Batches.checked("ids", batch.ids())));
    }

    /** The business transactions of these messages have rolled back. */
    @PostMapping("/v1/messages/cancel")
    BatchResult cancel(@RequestBody IdBatch batch, Caller caller) {
        return new BatchResult(outbox.cancel(caller.requireApplication(), Batches.checked("ids", batch.ids())));
    }

    /** One message; an application sees its own with the payload, people see all with the payload masked. */
    @GetMapping("/v1/messages/{id}")
    MessageDetail get(@PathVariable UUID id, Caller caller) {
        Optional<MessageDetail> found = caller.seesAll()
                ? search.byId(id)
                : search.opened(id)
                        .filter(message -> message.message().application().equals(caller.name()));
        return found.orElseThrow(() -> ProblemException.notFound("message", id.toString()));
    }

    /** What a message carries. That somebody has seen it is recorded first. */
    @GetMapping("/v1/messages/{id}/payload")
    ResponseEntity<Payload> payload(@PathVariable UUID id, Caller caller) {
        Payload payload = search.payload(id).orElseThrow(() -> ProblemException.notFound("message", id.toString()));
        trail.write(AuditNote.of(caller, AuditAction.PAYLOAD_SEEN, "message " + id));
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(payload);
    }

    /**
     * Messages, newest first; an application sees its own.
     *
     * @param key the full business key in its readable form, {@code merchantNo=M1;orderNo=1100}
     * @param keyValue the value of any one field of the key
     * @param from when the producer made the message, inclusive; {@code to} exclusive; with a zone
     */
    @GetMapping("/v1/messages")
    Page<MessageView> search(
            @RequestParam @Nullable String key,
            @RequestParam @Nullable String keyValue,
            @RequestParam @Nullable String application,
            @RequestParam @Nullable String topic,
            @RequestParam @Nullable MessageState state,
            @RequestParam @Nullable Instant from,
            @RequestParam @Nullable Instant to,
            @RequestParam @Nullable UUID cursor,
            @RequestParam @Nullable Integer limit,
            Caller caller) {
        MessageSearch.Found found = search.search(new MessageQuery(
                KeyParameter.read(key),
                keyValue,
                applicationOf(application, caller),
                topic == null
                        ? null
                        : topics.byName(topic)
                                .orElseThrow(() -> ProblemException.notFound("topic", topic))
                                .id(),
                state,
                from,
                to,
                cursor,
                PageSize.of(limit)));
        return new Page<>(
                found.messages(), found.next() == null ? null : found.next().toString());
    }

    private @Nullable Integer applicationOf(@Nullable String application, Caller caller) {
        if (!caller.seesAll()) {
            if (application != null && !application.equals(caller.name())) {
                throw ProblemException.notFound("application", application);
            }
            return caller.requireApplication();
        }
        return application == null
                ? null
                : applications
                        .byName(application)
                        .orElseThrow(() -> ProblemException.notFound("application", application))
                        .id();
    }
}
