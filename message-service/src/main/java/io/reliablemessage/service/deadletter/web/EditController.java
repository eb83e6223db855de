package io.reliablemessage.service.deadletter.web;

import io.reliablemessage.protocol.management.EditPreview;
import io.reliablemessage.protocol.management.EditRequest;
import io.reliablemessage.protocol.management.Edited;
import io.reliablemessage.service.deadletter.edit.MessageEdits;
import io.reliablemessage.service.security.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "dead letters")
class EditController {
    private final MessageEdits edits;

    EditController(MessageEdits edits) {
        this.edits = edits;
    }

    @PostMapping("/v1/dead-letters/{id}/edit/preview")
    @Operation(summary = "What an edit would change, and why it could not be made")
    EditPreview preview(Caller caller, @PathVariable UUID id, @RequestBody EditRequest request) {
        return edits.preview(id, request, caller);
    }

    @PostMapping("/v1/dead-letters/{id}/edit")
    @Operation(
            summary = "Sends a corrected message to the group of the case",
            description = "The original is kept, and its case is closed.")
    Edited edit(Caller caller, @PathVariable UUID id, @RequestBody EditRequest request) {
        return edits.edit(id, request, caller);
    }

    @GetMapping("/v1/messages/{id}/edits")
    @Operation(
            summary = "Edits that the message came from or went into",
            description = "Without the lines of their differences for viewers, since those are parts of payloads.")
    List<Edited> edits(Caller caller, @PathVariable UUID id) {
        return edits.of(id, caller);
    }
}
