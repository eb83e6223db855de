package io.reliablemessage.console.job;

import io.github.wimdeblauwe.htmx.spring.boot.mvc.HtmxRequest;
import io.reliablemessage.console.deadletter.FilterPart;
import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.console.view.Csv;
import io.reliablemessage.console.view.PagedFile;
import io.reliablemessage.protocol.management.JobDetails;
import io.reliablemessage.protocol.management.JobItem;
import io.reliablemessage.protocol.management.JobItemResult;
import io.reliablemessage.protocol.management.JobState;
import io.reliablemessage.protocol.management.Page;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Jobs: how each goes, what became of each case, and how a person stops one. */
@Controller
class JobController {
    private static final List<String> COLUMNS =
            List.of("deadLetter", "messageId", "topic", "group", "key", "result", "detail", "at");

    /** What the page says at its top after something was done. */
    static final String DONE = "done";

    /** Is said until the job runs. */
    static final String STARTED = "job.started";

    private final Jobs jobs;

    JobController(Jobs jobs) {
        this.jobs = jobs;
    }

    /** @param parts what its filter asks for */
    record Row(JobDetails job, List<FilterPart> parts, Progress progress) {
        static Row of(JobDetails job) {
            return new Row(job, FilterPart.of(job.filter(), job.cause()), Progress.of(job));
        }
    }

    @GetMapping("/jobs")
    String list(@RequestParam(required = false) @Nullable String cursor, Model model) {
        Page<JobDetails> page = jobs.page(cursor);
        model.addAttribute("page", page);
        model.addAttribute("rows", page.items().stream().map(Row::of).toList());
        return "job/list";
    }

    /** The page, or for the page itself its list of cases, which has the same address so that its links keep filter and page. */
    @GetMapping("/jobs/{id}")
    String show(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable JobItemResult result,
            @RequestParam(required = false) @Nullable String cursor,
            HtmxRequest request,
            Model model) {
        JobDetails job = jobs.get(id);
        fill(model, job, result, cursor);
        if (job.state() != JobState.COLLECTING && STARTED.equals(model.getAttribute(DONE))) {
            model.asMap().remove(DONE);
        }
        return request.isHtmxRequest() ? "job/job :: items" : "job/job";
    }

    private void fill(Model model, JobDetails job, @Nullable JobItemResult result, @Nullable String cursor) {
        fill(model, job);
        model.addAttribute("result", result);
        model.addAttribute("cursor", cursor);
        model.addAttribute("page", jobs.items(job.id(), result, cursor));
    }

    @GetMapping("/jobs/{id}/progress")
    String progress(@PathVariable UUID id, Model model) {
        fill(model, jobs.get(id));
        model.addAttribute("part", true);
        return "job/job :: progress";
    }

    @GetMapping("/jobs/{id}/items.csv")
    void export(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable JobItemResult result,
            HttpServletResponse response)
            throws IOException {
        PagedFile.write(
                response,
                "job-" + id + ".csv",
                COLUMNS,
                cursor -> jobs.manyItems(id, result, cursor),
                JobController::row);
    }

    /** For who comes to the address of a form, say by choosing another language after a refusal. */
    @GetMapping({"/jobs/{id}/pause", "/jobs/{id}/resume", "/jobs/{id}/stop"})
    String back(@PathVariable UUID id) {
        return "redirect:/jobs/" + id;
    }

    @PostMapping("/jobs/{id}/pause")
    String pause(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String reason,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        return changed(id, "pause", () -> jobs.pause(id, reason), response, model, next);
    }

    @PostMapping("/jobs/{id}/resume")
    String resume(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String reason,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        return changed(id, "resume", () -> jobs.resume(id, reason), response, model, next);
    }

    @PostMapping("/jobs/{id}/stop")
    String stop(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String reason,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        return changed(id, "stop", () -> jobs.stop(id, reason), response, model, next);
    }

    private String changed(
            UUID id, String form, Runnable change, HttpServletResponse response, Model model, RedirectAttributes next) {
        try {
            change.run();
        } catch (ServiceProblem problem) {
            fill(model, jobs.get(id), null, null);
            response.setStatus(problem.status());
            model.addAttribute("problem", problem);
            model.addAttribute("opened", problem.field() == null ? null : form);
            return "job/job";
        }
        next.addFlashAttribute(DONE, "job.done." + form);
        return "redirect:/jobs/" + id;
    }

    private static void fill(Model model, JobDetails job) {
        model.addAttribute("job", job);
        model.addAttribute("parts", FilterPart.of(job.filter(), job.cause()));
        model.addAttribute("progress", Progress.of(job));
        model.addAttribute("results", JobItemResult.values());
    }

    private static List<String> row(JobItem item) {
        return Csv.texts(
                item.deadLetter(),
                item.messageId(),
                item.topic(),
                item.group(),
                item.key(),
                item.result(),
                item.detail(),
                item.at());
    }
}
