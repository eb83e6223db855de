package io.reliablemessage.service.outbox;

import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** For tests that change by SQL what nothing else changes in a stored message, such as its {@code expiresAt}. */
@Component
public class NodeMemory {
    private final PreparedMessages messages;

    NodeMemory(PreparedMessages messages) {
        this.messages = messages;
    }

    public void forget(UUID id) {
        messages.take(List.of(id));
    }
}
