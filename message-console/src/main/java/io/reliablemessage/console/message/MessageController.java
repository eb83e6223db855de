package io.reliablemessage.console.message;

import io.github.wimdeblauwe.htmx.spring.boot.mvc.HtmxRequest;
import io.reliablemessage.console.pause.Pauses;
import io.reliablemessage.console.reconciliation.Discrepancies;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.management.DeadLetterDetails;
import io.reliablemessage.protocol.management.MessageDetail;
import io.reliablemessage.protocol.management.MessageTimeline;
import io.reliablemessage.protocol.management.MessageView;
import io.reliablemessage.protocol.management.Payload;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** One message. Seeing its payload, or what an edit changed in it, is a POST, since it is written down. */
@Controller
class MessageController {
    private final Messages messages;
    private final Pauses pauses;
    private final Discrepancies discrepancies;

    MessageController(Messages messages, Pauses pauses, Discrepancies discrepancies) {
        this.messages = messages;
        this.pauses = pauses;
        this.discrepancies = discrepancies;
    }

    @GetMapping("/messages/{id}")
    String show(@PathVariable UUID id, Model model) {
        MessageTimeline timeline = messages.timeline(id);
        fill(model, timeline);
        model.addAttribute("payload", masked(timeline.message()));
        return "message/message";
    }

    /** With the lines that the edits of the message changed. The service writes down who saw them. */
    @PostMapping("/messages/{id}/edits")
    String edits(@PathVariable UUID id, HtmxRequest request, Model model) {
        MessageTimeline timeline = messages.timeline(id);
        model.addAttribute("differences", messages.differences(id));
        fill(model, timeline);
        if (request.isHtmxRequest()) {
            return "message/edits :: edits";
        }
        model.addAttribute("payload", masked(timeline.message()));
        return "message/message";
    }

    /** For who comes to the address of a form, say by choosing another language. */
    @GetMapping("/messages/{id}/edits")
    String back(@PathVariable UUID id) {
        return "redirect:/messages/" + id;
    }

    @PostMapping("/messages/{id}/payload")
    String payload(@PathVariable UUID id, HtmxRequest request, Model model) {
        Payload payload = messages.payload(id);
        model.addAttribute(
                "payload",
                PayloadView.of(false, payload.contentType(), payload.size(), payload.text(), payload.bytes()));
        if (request.isHtmxRequest()) {
            model.addAttribute("id", id);
            return "message/payload :: payload";
        }
        fill(model, messages.timeline(id));
        return "message/message";
    }

    @PostMapping("/messages/{id}/payload/download")
    ResponseEntity<byte[]> download(@PathVariable UUID id) {
        Payload payload = messages.payload(id);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(
                                        "message-" + id + (payload.contentType().contains("json") ? ".json" : ".bin"))
                                .build()
                                .toString())
                .body(PayloadView.content(payload.text(), payload.bytes()));
    }

    private void fill(Model model, MessageTimeline timeline) {
        UUID id = timeline.message().message().id();
        model.addAttribute("id", id);
        model.addAttribute("detail", timeline.message());
        model.addAttribute("message", timeline.message().message());
        model.addAttribute("life", Life.of(timeline.events()));
        model.addAttribute("deadLetters", timeline.deadLetters());
        model.addAttribute("discrepancies", discrepancies.of(id).items());
        held(model, timeline.message().message());
        List<EditNote> edits = EditNote.of(timeline);
        model.addAttribute("edits", edits);
        model.addAttribute(
                "origin",
                edits.stream()
                        .filter(each -> !each.into())
                        .map(EditNote::other)
                        .findFirst()
                        .orElse(null));
        model.addAttribute(
                "corrections",
                timeline.deadLetters().stream()
                        .filter(each -> each.replacement() != null)
                        .collect(Collectors.toMap(DeadLetterDetails::group, DeadLetterDetails::replacement)));
    }

    /** What pauses keep back of the message: deliveries to groups, or the question for its producer's word. */
    private void held(Model model, MessageView message) {
        if (message.state() == MessageState.PREPARED) {
            model.addAttribute("silencing", pauses.silencing(message.application()));
        }
        List<String> waiting = message.groups().stream()
                .filter(group -> group.standing() == MessageView.Standing.OWING
                        || group.standing() == MessageView.Standing.RETRYING)
                .map(MessageView.Group::group)
                .toList();
        model.addAttribute(
                "held", waiting.isEmpty() ? Map.of() : pauses.holding(message.topic(), message.application(), waiting));
    }

    private static PayloadView masked(MessageDetail detail) {
        return PayloadView.of(
                true, detail.message().contentType(), detail.message().payloadBytes(), detail.text(), detail.bytes());
    }
}
