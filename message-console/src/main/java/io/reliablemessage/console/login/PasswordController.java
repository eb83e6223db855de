package io.reliablemessage.console.login;

import io.reliablemessage.console.service.OperatorSession;
import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.protocol.management.PasswordChange;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The form with which a person changes the own password. */
@Controller
class PasswordController {
    private final Sessions sessions;
    private final HttpSessionSecurityContextRepository contexts = new HttpSessionSecurityContextRepository();

    PasswordController(Sessions sessions) {
        this.sessions = sessions;
    }

    @GetMapping("/password")
    String form() {
        return "login/password";
    }

    @PostMapping("/password")
    String change(
            @RequestParam String current,
            @RequestParam String replacement,
            @RequestParam String repetition,
            @AuthenticationPrincipal OperatorSession session,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        if (!replacement.equals(repetition)) {
            response.setStatus(HttpStatus.BAD_REQUEST.value());
            model.addAttribute("different", true);
            return "login/password";
        }
        try {
            sessions.changePassword(new PasswordChange(current, replacement));
        } catch (ServiceProblem problem) {
            response.setStatus(problem.status());
            model.addAttribute("problem", problem);
            return "login/password";
        }
        refresh(session, request, response);
        next.addFlashAttribute("done", "password.changed");
        return "redirect:/overview";
    }

    private void refresh(OperatorSession session, HttpServletRequest request, HttpServletResponse response) {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(
                UsernamePasswordAuthenticationToken.authenticated(session.as(sessions.current()), null, List.of()));
        SecurityContextHolder.setContext(context);
        contexts.saveContext(context, request, response);
    }
}
