package io.reliablemessage.console.task;

import io.reliablemessage.console.service.ServiceProblem;
import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * One tracked job: how far it is, and its stop. Who extends it has its kind's list, the form that starts one, and the path of both.
 *
 * @param <R> what asks for one
 * @param <T> one as the service shows it
 */
public abstract class TaskController<R, T> {
    protected final Tasks<R, T> tasks;

    private final String path;
    private final String view;

    /**
     * @param path where the list is, which is also the controller's own
     * @param view the template of one, with a fragment {@code progress}
     */
    protected TaskController(Tasks<R, T> tasks, String path, String view) {
        this.tasks = tasks;
        this.path = path;
        this.view = view;
    }

    @GetMapping("/{id}")
    String show(@PathVariable UUID id, Model model) {
        model.addAttribute("task", tasks.get(id));
        return view;
    }

    @GetMapping("/{id}/progress")
    String progress(@PathVariable UUID id, Model model) {
        return show(id, model) + " :: progress";
    }

    @PostMapping("/{id}/stop")
    String stop(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String reason,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        try {
            tasks.stop(id, reason);
        } catch (ServiceProblem problem) {
            response.setStatus(problem.status());
            model.addAttribute("problem", problem);
            model.addAttribute("opened", problem.field() == null ? null : "stop");
            return show(id, model);
        }
        next.addFlashAttribute("done", "task.stopped");
        return back(id);
    }

    /** Where a form's address leads when it is only looked at, as after a change of the language. */
    @GetMapping("/{id}/stop")
    protected String back(@PathVariable UUID id) {
        return "redirect:" + path + "/" + id;
    }
}
