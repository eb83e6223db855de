package io.reliablemessage.console.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.console.service.OperatorSession;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.management.CurrentOperator;
import io.reliablemessage.protocol.management.Role;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.thymeleaf.context.Context;
import org.thymeleaf.linkbuilder.StandardLinkBuilder;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templateresolver.StringTemplateResolver;

class DialectTest {
    private static final Instant NOW = Instant.parse("2026-11-30T06:00:00Z");

    private final SpringTemplateEngine engine = new SpringTemplateEngine();

    DialectTest() {
        ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
        messages.setBasenames("i18n/frame");
        messages.setDefaultEncoding("UTF-8");
        engine.setTemplateEngineMessageSource(messages);
        engine.setTemplateResolver(new StringTemplateResolver());
        engine.addDialect(new ConsoleDialect(messages, Clock.fixed(NOW, ZoneOffset.UTC)));
        engine.setLinkBuilder(new StandardLinkBuilder());
    }

    @AfterEach
    void nobody() {
        SecurityContextHolder.clearContext();
    }

    @Test
    void whatTheRoleMayNotDoIsDisabledWithTheReason() {
        String template =
                "<form><button rm:needs=\"OPERATOR\" class=\"btn\" name=\"a\" formaction=\"/x\" hx-post=\"/x\" data-opens=\"d\">Do</button></form>";

        Element button = element(as(Role.VIEWER, template, Map.of()), "button");
        assertThat(button.attributes().asList().stream().map(Attribute::getKey))
                .containsExactlyInAnyOrder("class", "aria-disabled", "aria-describedby", "title", "type");
        assertThat(button.attr("type")).isEqualTo("button");
        assertThat(button.ownerDocument()
                        .getElementById(button.attr("aria-describedby"))
                        .text())
                .isEqualTo("Needs the role operator or above")
                .isEqualTo(button.attr("title"));

        assertThat(as(Role.OPERATOR, template, Map.of())).isEqualTo(template.replace(" rm:needs=\"OPERATOR\"", ""));
        assertThat(as(Role.ADMINISTRATOR, template, Map.of())).doesNotContain("aria-disabled");
    }

    @Test
    void whatTheStateDoesNotAllowIsDisabledWithItsReasonAsText() {
        String template = "<a rm:refused=\"${why}\" href=\"/x\">Do</a>";

        Element link = element(as(Role.OPERATOR, template, Map.of("why", "<b>\"closed\"</b>")), "a");
        assertThat(link.hasAttr("href")).isFalse();
        assertThat(link.attr("title")).isEqualTo("<b>\"closed\"</b>");
        assertThat(link.attr("tabindex")).isEqualTo("0");
        assertThat(as(Role.OPERATOR, template, new HashMap<>())).isEqualTo("<a href=\"/x\">Do</a>");
    }

    @Test
    void roleComesBeforeTheState() {
        String html = as(
                Role.VIEWER,
                "<button rm:needs=\"OPERATOR\" rm:refused=\"${why}\">Do</button>",
                Map.of("why", "closed"));

        assertThat(element(html, "button").attr("title")).isEqualTo("Needs the role operator or above");
        assertThat(Jsoup.parse(html).select("span")).hasSize(1);
    }

    @Test
    void timesStatesAndIcons() {
        assertThat(as(Role.VIEWER, "<time rm:at=\"${at}\"></time>", Map.of("at", NOW.minusSeconds(90))))
                .isEqualTo(
                        "<time datetime=\"2026-11-30T05:58:30Z\" title=\"2026-11-30 05:58:30.000 +00:00\">1 min ago</time>");
        assertThat(as(Role.VIEWER, "<time rm:at=\"${at}\"></time>", new HashMap<>()))
                .isEqualTo("<time>–</time>");
        assertThat(as(
                        Role.VIEWER,
                        "<span rm:state=\"${state}\" class=\"ms-auto\"></span>",
                        Map.of("state", MessageState.DEAD)))
                .isEqualTo("<span class=\"badge bg-red-lt ms-auto\">Dead</span>");
        assertThat(as(Role.VIEWER, "<span rm:state=\"${state}\"></span>", new HashMap<>()))
                .isEmpty();
    }

    private String as(Role role, String template, Map<String, Object> model) {
        OperatorSession session = new OperatorSession(new CurrentOperator("p", "P", role, false), "token", false);
        SecurityContextHolder.getContext()
                .setAuthentication(UsernamePasswordAuthenticationToken.authenticated(session, null, List.of()));
        return engine.process(template, new Context(Locale.ENGLISH, model));
    }

    private static Element element(String html, String name) {
        return Jsoup.parse(html).selectFirst(name);
    }
}
