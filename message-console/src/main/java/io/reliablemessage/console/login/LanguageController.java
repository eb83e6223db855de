package io.reliablemessage.console.login;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.i18n.AcceptHeaderLocaleResolver;
import org.springframework.web.servlet.i18n.CookieLocaleResolver;

/** The language is what the person chose, until then what the browser prefers, and English if it prefers one that there is not. */
@Controller
class LanguageController {
    private static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.CHINESE);

    private final LocaleResolver languages;

    LanguageController(LocaleResolver languages) {
        this.languages = languages;
    }

    @PostMapping("/language")
    String choose(
            @RequestParam String language,
            @RequestParam(required = false) @Nullable String back,
            HttpServletRequest request,
            HttpServletResponse response) {
        LANGUAGES.stream()
                .filter(each -> each.getLanguage().equals(language))
                .findFirst()
                .ifPresent(chosen -> languages.setLocale(request, response, chosen));
        return "redirect:" + (back != null && back.startsWith("/login") ? "/login" : LocalPath.orHome(back));
    }

    @Configuration(proxyBeanMethods = false)
    static class Languages {
        @Bean
        LocaleResolver localeResolver() {
            AcceptHeaderLocaleResolver preferred = new AcceptHeaderLocaleResolver();
            preferred.setSupportedLocales(LANGUAGES);
            preferred.setDefaultLocale(Locale.ENGLISH);
            CookieLocaleResolver chosen = new CookieLocaleResolver("language");
            chosen.setCookieMaxAge(Duration.ofDays(365));
            chosen.setCookieHttpOnly(true);
            chosen.setCookieSameSite("Strict");
            chosen.setRejectInvalidCookies(false);
            chosen.setDefaultLocaleFunction(preferred::resolveLocale);
            return chosen;
        }
    }
}
