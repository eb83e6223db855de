package io.reliablemessage.console.foreign;

import io.reliablemessage.console.service.ServiceClient;
import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.console.setup.Refusals;
import io.reliablemessage.console.task.TaskController;
import io.reliablemessage.console.task.Tasks;
import io.reliablemessage.protocol.management.ForeignImport;
import io.reliablemessage.protocol.management.ImportKind;
import io.reliablemessage.protocol.management.ImportRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Imports from RocketMQ: the form, how far each is, and its stop. */
@Controller
@RequestMapping(ImportController.PATH)
class ImportController extends TaskController<ImportRequest, ForeignImport> {
    static final String PATH = "/jobs/imports";

    private final Refusals refusals;

    ImportController(ServiceClient service, Refusals refusals) {
        super(new Tasks<>(service, "/v1/imports", ForeignImport.class), PATH, "foreign/one");
        this.refusals = refusals;
    }

    @GetMapping
    String list(
            @ModelAttribute("form") ImportForm form,
            @RequestParam(required = false) @Nullable String cursor,
            Model model) {
        model.addAttribute("page", tasks.page(cursor));
        model.addAttribute("kinds", ImportKind.values());
        return "foreign/list";
    }

    @PostMapping
    String start(
            @ModelAttribute("form") ImportForm form,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        ForeignImport started;
        try {
            started = tasks.start(form.request(refusals));
        } catch (ServiceProblem problem) {
            response.setStatus(problem.status());
            model.addAttribute("problem", problem);
            return list(form, null, model);
        }
        next.addFlashAttribute("done", "import.started");
        return back(started.id());
    }
}
