package io.reliablemessage.console;

import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.authentication;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import io.reliablemessage.console.service.OperatorSession;
import io.reliablemessage.protocol.management.Role;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

/** A person's browser, as far as requests go. */
public final class Browser {
    private final MockMvc mvc;
    private final Role role;

    Browser(MockMvc mvc, Role role) {
        this.mvc = mvc;
        this.role = role;
    }

    /** The same browser with somebody of this role logged in. */
    public Browser as(Role somebody) {
        return new Browser(mvc, somebody);
    }

    /** @param url already encoded */
    public Page get(String url) {
        return perform(MockMvcRequestBuilders.get(URI.create(url)));
    }

    /** As a part of a page asks for it. */
    public Page htmx(String url) {
        return perform(MockMvcRequestBuilders.get(URI.create(url))
                .header("HX-Request", "true")
                .header("HX-Current-URL", "http://localhost/messages?topic=orders"));
    }

    /** With the token of a page of ours. @param fields names and values in turn */
    public Page post(String url, String... fields) {
        return perform(form(url, fields).with(csrf()));
    }

    /** As another site would make the browser do it. */
    public Page forgedPost(String url, String... fields) {
        return perform(form(url, fields));
    }

    private static MockHttpServletRequestBuilder form(String url, String... fields) {
        MockHttpServletRequestBuilder request = MockMvcRequestBuilders.post(URI.create(url));
        for (int i = 0; i < fields.length; i += 2) {
            request.param(fields[i], fields[i + 1]);
        }
        return request;
    }

    /** Goes where the answer sends the browser, with what was laid down for that one page. */
    public Page following(Page answer) {
        return perform(MockMvcRequestBuilders.get(URI.create(answer.location())).flashAttrs(answer.left()));
    }

    /** Any other request. */
    public Page perform(MockHttpServletRequestBuilder request) {
        if (role != null) {
            OperatorSession session = new OperatorSession(StubService.person(role), StubService.token(role), false);
            request.with(authentication(UsernamePasswordAuthenticationToken.authenticated(session, null, List.of())));
        }
        try {
            MvcResult result = mvc.perform(request).andReturn();
            return new Page(result.getResponse(), result.getFlashMap());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /**
     * What came back.
     *
     * @param left what the session keeps for the next page only
     */
    public record Page(MockHttpServletResponse response, Map<String, Object> left) {
        public int status() {
            return response.getStatus();
        }

        public String html() {
            return new String(response.getContentAsByteArray(), StandardCharsets.UTF_8);
        }

        public String header(String name) {
            return response.getHeader(name);
        }

        /** Where the browser is sent. */
        public String location() {
            return response.getRedirectedUrl();
        }
    }
}
