package io.reliablemessage.service.checkback.web;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.management.Reason;
import io.reliablemessage.service.checkback.UndecidedMessages;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.ProblemCode;
import io.reliablemessage.service.web.ProblemException;
import io.reliablemessage.service.web.Reasons;
import java.util.Optional;
import java.util.UUID;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** An operator decides UNDECIDED messages, with a reason. */
@RestController
class UndecidedController {
    private final UndecidedMessages messages;

    UndecidedController(UndecidedMessages messages) {
        this.messages = messages;
    }

    record Decided(UUID id, MessageState state) {}

    /** The business transaction did commit: the message is delivered. */
    @PostMapping("/v1/messages/{id}/commit")
    Decided commit(@PathVariable UUID id, @RequestBody Reason decision, Caller caller) {
        return decided(id, messages.commit(id, caller, Reasons.checked(decision.reason())));
    }

    /** The business transaction did not commit: the message is never delivered. */
    @PostMapping("/v1/messages/{id}/cancel-undecided")
    Decided cancel(@PathVariable UUID id, @RequestBody Reason decision, Caller caller) {
        return decided(id, messages.cancel(id, caller, Reasons.checked(decision.reason())));
    }

    private static Decided decided(UUID id, Optional<UndecidedMessages.Word> word) {
        UndecidedMessages.Word given = word.orElseThrow(() -> ProblemException.notFound("message", id.toString()));
        if (!given.moved()) {
            throw ProblemException.conflict(
                            id.toString(),
                            "The message is " + given.state() + "; only UNDECIDED messages are decided by an operator")
                    .as(ProblemCode.NOT_UNDECIDED);
        }
        return new Decided(id, given.state());
    }
}
