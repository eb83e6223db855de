package io.reliablemessage.console.audit;

import io.reliablemessage.console.view.Columns;
import io.reliablemessage.console.view.Listing;
import io.reliablemessage.console.view.PagedFile;
import io.reliablemessage.console.view.Show;
import io.reliablemessage.console.view.Zone;
import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.AuditEntry;
import io.reliablemessage.protocol.management.Page;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** The audit trail, as a page and as a file. */
@Controller
class AuditController {
    private static final Columns<AuditEntry> COLUMNS = new Columns<AuditEntry>()
            .with("number", AuditEntry::number)
            .with("at", AuditEntry::at)
            .with("actor", AuditEntry::actor)
            .with("role", AuditEntry::role)
            .with("action", AuditEntry::action)
            .with("target", AuditEntry::target)
            .with("reason", AuditEntry::reason)
            .with("outcome", AuditEntry::outcome)
            .with("detail", AuditEntry::detail)
            .with("before", AuditEntry::before)
            .with("after", AuditEntry::after);

    private final AuditTrail trail;
    private final MessageSource messages;
    private final Clock clock;

    AuditController(AuditTrail trail, MessageSource messages, Clock clock) {
        this.trail = trail;
        this.messages = messages;
        this.clock = clock;
    }

    @GetMapping("/audit")
    String list(
            @ModelAttribute("filter") AuditForm form,
            @RequestParam(required = false) @Nullable String cursor,
            HttpServletResponse response,
            Model model) {
        AuditForm shared = form.forEverybody(clock, Zone.ofRequest());
        if (!shared.equals(form)) {
            return "redirect:" + shared.address("/audit");
        }
        AuditForm.Read read = form.read(clock, Zone.ofRequest());
        model.addAttribute("actions", EnumSet.complementOf(EnumSet.of(AuditAction.OTHER)));
        model.addAttribute("unfiltered", read.filter().isEmpty());
        Listing.show(model, response, read.problems(), () -> rows(trail.page(read.filter(), cursor)));
        return "audit/list";
    }

    private Page<AuditRow> rows(Page<AuditEntry> page) {
        Locale locale = LocaleContextHolder.getLocale();
        AuditWords words = new AuditWords(messages, locale, new Show(messages, locale, clock, Zone.ofRequest()));
        return new Page<>(
                page.items().stream().map(entry -> AuditRow.of(entry, words)).toList(), page.nextCursor());
    }

    @GetMapping("/audit/export.csv")
    void export(@ModelAttribute("filter") AuditForm form, HttpServletResponse response) throws IOException {
        AuditForm.Read read = form.read(clock, Zone.ofRequest());
        if (!read.problems().isEmpty()) {
            response.sendError(HttpStatus.BAD_REQUEST.value());
            return;
        }
        PagedFile.write(
                response, "audit.csv", COLUMNS.names(), cursor -> trail.largePage(read.filter(), cursor), COLUMNS::row);
    }
}
