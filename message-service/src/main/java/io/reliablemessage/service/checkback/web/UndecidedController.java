package io.reliablemessage.service.checkback.web;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.service.checkback.UndecidedMessages;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.ProblemException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** An administrator decides UNDECIDED messages, with a reason. */
@RestController
class UndecidedController {
    private static final int MAX_REASON = 500;

    private final UndecidedMessages messages;

    UndecidedController(UndecidedMessages messages) {
        this.messages = messages;
    }

    /** @param reason why, for those who ask later; 1 to 500 characters */
    record Decision(@Nullable String reason) {}

    record Decided(UUID id, MessageState state) {}

    /** The business transaction did commit: the message is delivered. */
    @PostMapping("/v1/messages/{id}/commit")
    Decided commit(@PathVariable UUID id, @RequestBody Decision decision, Caller caller) {
        return decided(id, messages.commit(id, caller.name(), reason(decision)));
    }

    /** The business transaction did not commit: the message is never delivered. */
    @PostMapping("/v1/messages/{id}/cancel-undecided")
    Decided cancel(@PathVariable UUID id, @RequestBody Decision decision, Caller caller) {
        return decided(id, messages.cancel(id, caller.name(), reason(decision)));
    }

    private static Decided decided(UUID id, Optional<UndecidedMessages.Word> word) {
        UndecidedMessages.Word given = word.orElseThrow(() -> ProblemException.notFound("message", id.toString()));
        if (!given.moved()) {
            throw ProblemException.conflict(
                    id.toString(),
                    "The message is " + given.state() + "; only UNDECIDED messages are decided by an operator");
        }
        return new Decided(id, given.state());
    }

    private static String reason(Decision decision) {
        String reason = decision.reason() == null ? "" : decision.reason().strip();
        if (reason.isEmpty() || reason.length() > MAX_REASON) {
            throw ProblemException.invalid(
                    "reason", "must have 1 to " + MAX_REASON + " characters; it has " + reason.length(), MAX_REASON);
        }
        return reason;
    }
}
