package io.reliablemessage.console.login;

import io.reliablemessage.console.service.OperatorSession;
import jakarta.servlet.http.HttpSession;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

@Controller
class LoginController {
    private final List<Provider> providers;

    LoginController(ObjectProvider<ClientRegistrationRepository> registrations) {
        providers = registrations.getIfAvailable() instanceof Iterable<?> known
                ? StreamSupport.stream(known.spliterator(), false)
                        .filter(ClientRegistration.class::isInstance)
                        .map(ClientRegistration.class::cast)
                        .map(each -> new Provider(each.getRegistrationId(), each.getClientName()))
                        .toList()
                : List.of();
    }

    @GetMapping("/login")
    String login(
            @RequestParam(required = false) LoginPage.@Nullable Why why,
            @RequestParam(required = false) @Nullable Long wait,
            @RequestParam(required = false) @Nullable String back,
            @AuthenticationPrincipal @Nullable OperatorSession person,
            HttpSession session,
            Model model) {
        if (person != null) {
            return "redirect:/";
        }
        String wanted = LocalPath.orHome(back);
        if (!providers.isEmpty()) {
            session.setAttribute(OidcLogin.BACK, wanted);
        }
        model.addAttribute("why", why);
        model.addAttribute("wait", wait);
        model.addAttribute("back", wanted);
        model.addAttribute("providers", providers);
        return "login/login";
    }

    /** @param id as in {@code spring.security.oauth2.client.registration.<id>} */
    record Provider(String id, String name) {}
}
