package io.reliablemessage.console.message;

import io.reliablemessage.console.reconciliation.Discrepancies;
import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.console.view.Listing;
import io.reliablemessage.console.view.Zone;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.InvalidKeyException;
import io.reliablemessage.protocol.MessageState;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** Lists of messages: by filter, by business key, and as a file. */
@Controller
class MessageListController {
    private final Messages messages;
    private final Discrepancies discrepancies;
    private final Clock clock;

    MessageListController(Messages messages, Discrepancies discrepancies, Clock clock) {
        this.messages = messages;
        this.discrepancies = discrepancies;
        this.clock = clock;
    }

    @GetMapping("/messages")
    String list(
            @ModelAttribute("filter") FilterForm form,
            @RequestParam(required = false) @Nullable String cursor,
            HttpServletResponse response,
            Model model) {
        FilterForm shared = form.forEverybody(clock, Zone.ofRequest());
        if (!shared.equals(form)) {
            return "redirect:" + shared.address("/messages");
        }
        FilterForm.Read read = form.read(clock, Zone.ofRequest());
        model.addAttribute("states", MessageState.values());
        model.addAttribute("unfiltered", read.filter().isEmpty());
        if (read.problems().isEmpty()) {
            model.addAttribute("q", form.typed());
        }
        Listing.show(model, response, read.problems(), () -> messages.page(read.filter(), cursor));
        return "message/list";
    }

    @GetMapping("/messages/export.csv")
    void export(@ModelAttribute("filter") FilterForm form, HttpServletResponse response) throws IOException {
        FilterForm.Read read = form.read(clock, Zone.ofRequest());
        if (!read.problems().isEmpty()) {
            response.sendError(HttpStatus.BAD_REQUEST.value());
            return;
        }
        MessageExport.write(response, messages, read.filter());
    }

    /** All messages of a whole key, or of some of a key's fields, in order of time. */
    @GetMapping("/keys")
    String key(
            @RequestParam(required = false) @Nullable String key,
            @RequestParam(required = false) @Nullable String fields,
            Model model)
            throws MissingServletRequestParameterException {
        String given = key == null ? fields : key;
        if (given == null) {
            throw new MissingServletRequestParameterException("key", "String");
        }
        BusinessKey parsed = parsed(given);
        Messages.InOrder found =
                messages.inOrder(key == null ? MessageFilter.ofFields(parsed) : MessageFilter.ofKey(parsed));
        model.addAttribute("key", parsed);
        model.addAttribute("whole", key != null);
        model.addAttribute("messages", found.messages());
        model.addAttribute("more", found.more());
        model.addAttribute(
                "discrepancies",
                key == null ? List.of() : discrepancies.of(parsed).items());
        return "message/key";
    }

    private static BusinessKey parsed(String key) {
        try {
            return BusinessKey.parse(key);
        } catch (InvalidKeyException e) {
            throw ServiceProblem.found(e.field(), e.problem(), "key-form");
        }
    }
}
