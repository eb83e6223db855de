package io.reliablemessage.console.deadletter;

import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.protocol.management.DeadLetterDetails;
import io.reliablemessage.protocol.management.EditRequest;
import io.reliablemessage.protocol.management.Edited;
import io.reliablemessage.protocol.management.Payload;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * Corrects a message and sends it anew, in steps: load the payload (a POST, since it is written down), change it, see the difference,
 * send exactly what was seen.
 */
@Controller
class EditController {
    /** What a form can carry whatever it consists of; larger ones are corrected through the API. */
    private static final int MAX_BYTES = 256 * 1024;

    private final DeadLetters deadLetters;

    EditController(DeadLetters deadLetters) {
        this.deadLetters = deadLetters;
    }

    @GetMapping("/dead-letters/{id}/edit")
    String start(@PathVariable UUID id, Model model) {
        DeadLetterDetails one = fill(model, id);
        deadLetters
                .message(one.messageId())
                .ifPresentOrElse(
                        detail -> model.addAttribute(
                                "payloadBytes", detail.message().payloadBytes()),
                        () -> model.addAttribute("impossible", "edit.gone"));
        return "deadletter/edit";
    }

    /** For who comes to the address of a form, say by choosing another language. */
    @GetMapping({"/dead-letters/{id}/edit/payload", "/dead-letters/{id}/edit/preview", "/dead-letters/{id}/edit/send"})
    String back(@PathVariable UUID id) {
        return "redirect:/dead-letters/" + id + "/edit";
    }

    @PostMapping("/dead-letters/{id}/edit/payload")
    String load(@PathVariable UUID id, Model model) {
        DeadLetterDetails one = fill(model, id);
        int size = deadLetters
                .message(one.messageId())
                .map(detail -> detail.message().payloadBytes())
                .orElse(0);
        model.addAttribute("payloadBytes", size);
        if (size > MAX_BYTES) {
            return "deadletter/edit";
        }
        Payload payload = deadLetters.payload(one.messageId());
        if (payload.text() == null) {
            model.addAttribute("impossible", "edit.binary");
        } else {
            EditForm.of(payload).show(model);
        }
        return "deadletter/edit";
    }

    /** @param again whether the person wants to go on editing instead of seeing the difference */
    @PostMapping("/dead-letters/{id}/edit/preview")
    String preview(
            @PathVariable UUID id,
            EditForm form,
            @RequestParam(defaultValue = "false") boolean again,
            HttpServletResponse response,
            Model model) {
        fill(model, id);
        form.show(model);
        if (again) {
            return "deadletter/edit";
        }
        if (form.isLargerThan(MAX_BYTES)) {
            response.setStatus(HttpStatus.CONTENT_TOO_LARGE.value());
            model.addAttribute("tooLarge", true);
            return "deadletter/edit";
        }
        try {
            model.addAttribute("preview", deadLetters.previewEdit(id, form.request()));
        } catch (ServiceProblem problem) {
            refused(problem, response, model);
        }
        return "deadletter/edit";
    }

    @PostMapping("/dead-letters/{id}/edit/send")
    String send(
            @PathVariable UUID id, EditForm form, HttpServletResponse response, Model model, RedirectAttributes next) {
        Edited edited;
        try {
            edited = deadLetters.edit(id, form.request());
        } catch (ServiceProblem problem) {
            fill(model, id);
            form.show(model);
            refused(problem, response, model);
            if ("reason".equals(problem.field())) {
                model.addAttribute("preview", deadLetters.previewEdit(id, form.request()));
            }
            return "deadletter/edit";
        }
        next.addFlashAttribute("done", "edit.sent");
        return "redirect:/messages/" + edited.replacement();
    }

    private DeadLetterDetails fill(Model model, UUID id) {
        DeadLetterDetails one = deadLetters.get(id).deadLetter();
        model.addAttribute("id", id);
        model.addAttribute("one", one);
        model.addAttribute("maxBytes", MAX_BYTES);
        return one;
    }

    private static void refused(ServiceProblem problem, HttpServletResponse response, Model model) {
        response.setStatus(problem.status());
        model.addAttribute("problem", problem);
    }

    /** The message as it is edited. */
    record EditForm(
            @Nullable String text,
            @Nullable String contentType,
            @Nullable String lineEnds,
            @Nullable String reason) {
        private static final String CRLF = "\r\n";

        static EditForm of(Payload payload) {
            String text = String.valueOf(payload.text());
            return new EditForm(text, payload.contentType(), text.contains(CRLF) ? "CRLF" : "LF", null);
        }

        /** Browsers send every end of a line as CR and LF, whatever it was. */
        private String payload() {
            String unix = text == null ? "" : text.replace(CRLF, "\n");
            return "CRLF".equals(lineEnds) ? unix.replace("\n", CRLF) : unix;
        }

        boolean isLargerThan(int bytes) {
            return payload().getBytes(StandardCharsets.UTF_8).length > bytes;
        }

        EditRequest request() {
            return new EditRequest(payload(), contentType, reason);
        }

        void show(Model model) {
            model.addAttribute("text", payload());
            // A browser drops the end of a line that a field begins with.
            model.addAttribute("field", "\n" + payload());
            model.addAttribute("contentType", contentType);
            model.addAttribute("lineEnds", lineEnds);
            model.addAttribute("reason", reason);
        }
    }
}
