package io.reliablemessage.console.people;

import io.reliablemessage.console.service.OperatorSession;
import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.protocol.management.OperatorChange;
import io.reliablemessage.protocol.management.Role;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * The page of people. A new password reaches the one page after the redirect and is nowhere after that: no address, no history, and no
 * second page has it.
 */
@Controller
class PeopleController {
    private final People people;
    private final MessageSource messages;

    PeopleController(People people, MessageSource messages) {
        this.people = people;
        this.messages = messages;
    }

    /** What is said about a person. */
    record Form(
            @Nullable String name,
            @Nullable String displayName,
            @Nullable Role role,
            @Nullable Boolean disabled) {
        OperatorChange change() {
            return new OperatorChange(
                    displayName == null ? "" : displayName,
                    role == null ? Role.VIEWER : role,
                    Boolean.TRUE.equals(disabled));
        }
    }

    @GetMapping({"/people", "/people/new", "/people/change", "/people/password"})
    String list(
            @ModelAttribute("form") Form form,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal OperatorSession session,
            Model model) {
        model.addAttribute("page", people.page(cursor));
        model.addAttribute("roles", Role.values());
        model.addAttribute("self", session.operator().name());
        return "people/list";
    }

    @PostMapping("/people/new")
    String add(
            @ModelAttribute("form") Form form,
            @AuthenticationPrincipal OperatorSession session,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        String name = form.name() == null ? "" : form.name().strip();
        try {
            requireNew(name);
            people.put(name, form.change());
        } catch (ServiceProblem problem) {
            model.addAttribute("adding", true);
            return refused(problem, form, session, response, model);
        }
        next.addFlashAttribute("done", "people.added");
        return password(form, session, response, model, next);
    }

    /** The service would take it for a change of the one who is there. */
    private void requireNew(String name) {
        if (name.isEmpty()) {
            throw wrongName("people.name.missing");
        }
        if (people.knows(name)) {
            throw wrongName("people.name.taken");
        }
    }

    private ServiceProblem wrongName(String message) {
        return new ServiceProblem(
                HttpStatus.BAD_REQUEST.value(),
                "operator",
                messages.getMessage(message, null, LocaleContextHolder.getLocale()),
                null);
    }

    @PostMapping("/people/change")
    String change(
            @ModelAttribute("form") Form form,
            @AuthenticationPrincipal OperatorSession session,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        try {
            people.put(String.valueOf(form.name()), form.change());
        } catch (ServiceProblem problem) {
            return refused(problem, form, session, response, model);
        }
        next.addFlashAttribute("done", "people.changed");
        return "redirect:/people";
    }

    @PostMapping("/people/password")
    String password(
            @ModelAttribute("form") Form form,
            @AuthenticationPrincipal OperatorSession session,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        try {
            return issue(String.valueOf(form.name()), next);
        } catch (ServiceProblem problem) {
            return refused(problem, form, session, response, model);
        }
    }

    private String issue(String name, RedirectAttributes next) {
        next.addFlashAttribute("issued", people.issuePassword(name));
        return "redirect:/people";
    }

    private String refused(
            ServiceProblem problem, Form form, OperatorSession session, HttpServletResponse response, Model model) {
        response.setStatus(problem.status());
        model.addAttribute("problem", problem);
        return list(form, null, session, model);
    }
}
