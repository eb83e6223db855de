package io.reliablemessage.console.undecided;

import io.reliablemessage.console.service.Call;
import io.reliablemessage.console.service.ServiceClient;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.management.MessageTimeline;
import io.reliablemessage.protocol.management.MessageView;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Reason;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;

/** The service's messages that no check-back could decide. */
@Component
class UndecidedMessages {
    private final ServiceClient service;

    UndecidedMessages(ServiceClient service) {
        this.service = service;
    }

    Page<MessageView> page(@Nullable String application, @Nullable String topic, @Nullable String cursor) {
        return service.page(
                Call.to("/v1/messages")
                        .with("state", MessageState.UNDECIDED)
                        .with("application", application)
                        .with("topic", topic)
                        .with("cursor", cursor),
                MessageView.class);
    }

    MessageTimeline timeline(UUID id) {
        return service.get(Call.to("/v1/messages/{id}/timeline", id), MessageTimeline.class);
    }

    /** The business transaction did commit: the message is delivered. */
    void commit(UUID id, @Nullable String reason) {
        service.send(HttpMethod.POST, Call.to("/v1/messages/{id}/commit", id), new Reason(reason));
    }

    /** The business transaction did not commit: the message is never delivered. */
    void cancel(UUID id, @Nullable String reason) {
        service.send(HttpMethod.POST, Call.to("/v1/messages/{id}/cancel-undecided", id), new Reason(reason));
    }
}
