package io.reliablemessage.console.republication;

import io.reliablemessage.console.service.ServiceClient;
import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.console.setup.Refusals;
import io.reliablemessage.console.task.TaskController;
import io.reliablemessage.console.task.Tasks;
import io.reliablemessage.console.view.Zone;
import io.reliablemessage.protocol.management.Republication;
import io.reliablemessage.protocol.management.RepublicationRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Publishing again what the broker lost: the form, how far each is, and its stop. */
@Controller
@RequestMapping(RepublicationController.PATH)
class RepublicationController extends TaskController<RepublicationRequest, Republication> {
    static final String PATH = "/jobs/republications";

    private final Refusals refusals;
    private final Clock clock;

    RepublicationController(ServiceClient service, Refusals refusals, Clock clock) {
        super(new Tasks<>(service, "/v1/republications", Republication.class), PATH, "republication/one");
        this.refusals = refusals;
        this.clock = clock;
    }

    @GetMapping
    String list(
            @ModelAttribute("form") RepublicationForm form,
            @RequestParam(required = false) @Nullable String cursor,
            Model model) {
        model.addAttribute("page", tasks.page(cursor));
        return "republication/list";
    }

    @PostMapping
    String start(
            @ModelAttribute("form") RepublicationForm form,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        Republication started;
        try {
            started = tasks.start(form.request(clock, Zone.ofRequest(), refusals));
        } catch (ServiceProblem problem) {
            response.setStatus(problem.status());
            model.addAttribute("problem", problem);
            return list(form, null, model);
        }
        next.addFlashAttribute("done", "republication.started");
        return back(started.id());
    }
}
