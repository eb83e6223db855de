package io.reliablemessage.console.job;

import io.reliablemessage.console.deadletter.CaseFilter;
import io.reliablemessage.console.deadletter.Causes;
import io.reliablemessage.console.deadletter.FilterPart;
import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.console.view.Zone;
import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.management.DeadLetterFilter;
import io.reliablemessage.protocol.management.JobAction;
import io.reliablemessage.protocol.management.JobDetails;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** A job on its way: say how, see what it would do, start it. The filter stays what it was when the form was opened. */
@Controller
class JobStartController {
    private final Jobs jobs;
    private final Causes causes;
    private final Clock clock;

    JobStartController(Jobs jobs, Causes causes, Clock clock) {
        this.jobs = jobs;
        this.causes = causes;
        this.clock = clock;
    }

    @GetMapping("/jobs/new")
    String form(
            @ModelAttribute("form") JobForm form,
            @ModelAttribute("typed") CaseFilter typed,
            HttpServletResponse response,
            Model model) {
        if (!fill(model, form, typed)) {
            response.setStatus(HttpStatus.BAD_REQUEST.value());
        }
        return "job/new";
    }

    @PostMapping("/jobs/new")
    String changed(
            @ModelAttribute("form") JobForm form,
            @ModelAttribute("typed") CaseFilter typed,
            HttpServletResponse response,
            Model model) {
        return form(form, typed, response, model);
    }

    /** For who comes to the address of a form, say by choosing another language. */
    @GetMapping("/jobs/preview")
    String back() {
        return "redirect:/jobs";
    }

    @PostMapping("/jobs/preview")
    String preview(
            @ModelAttribute("form") JobForm form,
            @ModelAttribute("typed") CaseFilter typed,
            HttpServletResponse response,
            Model model) {
        if (!fill(model, form, typed)) {
            response.setStatus(HttpStatus.BAD_REQUEST.value());
            return "job/new";
        }
        try {
            model.addAttribute("preview", jobs.preview(form.request(filter(typed))));
        } catch (ServiceProblem problem) {
            refused(problem, response, model);
        }
        return "job/new";
    }

    @PostMapping("/jobs")
    String start(
            @ModelAttribute("form") JobForm form,
            @ModelAttribute("typed") CaseFilter typed,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        if (!fill(model, form, typed)) {
            response.setStatus(HttpStatus.BAD_REQUEST.value());
            return "job/new";
        }
        JobDetails job;
        try {
            job = jobs.start(form.request(filter(typed)));
        } catch (ServiceProblem problem) {
            refused(problem, response, model);
            return "job/new";
        }
        next.addFlashAttribute(JobController.DONE, JobController.STARTED);
        return "redirect:/jobs/" + job.id();
    }

    /** @return whether the filter can be read */
    private boolean fill(Model model, JobForm form, CaseFilter typed) {
        CaseFilter.Read read = typed.read(clock, Zone.ofRequest());
        DeadLetterFilter filter = read.filter();
        if (filter.state() != null && filter.state() != DeadLetterState.OPEN) {
            read.problems().put("state", "job.only-open");
        }
        JobAction other = form.chosen() == JobAction.REPLAY ? JobAction.DISCARD : JobAction.REPLAY;
        model.addAttribute("action", form.chosen());
        model.addAttribute("parts", FilterPart.of(filter, causes.inWords(filter.fingerprint())));
        model.addAttribute(
                "cases", FilterPart.address("/dead-letters", open(filter)).toString());
        model.addAttribute("instead", other);
        model.addAttribute(
                "insteadAddress",
                FilterPart.address("/jobs/new", filter).with("action", other).toString());
        model.addAttribute("wrong", read.problems());
        return read.problems().isEmpty();
    }

    /** In addresses OPEN is said, since a list without any filter leads to the causes. */
    private static DeadLetterFilter open(DeadLetterFilter filter) {
        return new DeadLetterFilter(
                DeadLetterState.OPEN,
                filter.topic(),
                filter.group(),
                filter.application(),
                filter.fingerprint(),
                filter.error(),
                filter.assignee(),
                filter.from(),
                filter.to(),
                filter.messageId(),
                filter.keyValue());
    }

    private DeadLetterFilter filter(CaseFilter typed) {
        return typed.read(clock, Zone.ofRequest()).filter();
    }

    private static void refused(ServiceProblem problem, HttpServletResponse response, Model model) {
        response.setStatus(problem.status());
        model.addAttribute("problem", problem);
    }
}
