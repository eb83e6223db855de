package io.reliablemessage.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.console.StubService.Answer;
import io.reliablemessage.protocol.management.Reason;
import io.reliablemessage.protocol.management.Role;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/**
 * What holds for every action that people take with a reason, from a dialog on the page of what it is about.
 *
 * @param page the address of that page
 * @param action the dialog's id, and what follows the page's address in the form's
 * @param thing the address of the thing at the service
 * @param call what follows it in that of the action
 */
public record Reasoned(String page, String action, String thing, String call) {

    /** @param next where it leads, once done */
    public void check(Browser browser, StubService service, Object done, String next) {
        String form = page + "/" + action;
        service.on("POST", thing + "/" + call, done);
        assertThat(browser.as(Role.OPERATOR)
                        .post(form, "reason", "seen in the books")
                        .location())
                .isEqualTo(next);
        assertThat(service.last("POST", thing + "/" + call).body(Reason.class).reason())
                .isEqualTo("seen in the books");

        service.on("POST", thing + "/" + call, Answer.problem(400, "reason", "is missing"));
        Document refused =
                Jsoup.parse(browser.as(Role.OPERATOR).post(form, "reason", "").html());
        assertThat(refused.select("dialog#" + action + "[open] #reason-problem").text())
                .isEqualTo("is missing");

        service.on("POST", thing + "/" + call, Answer.problem(403, null, "Needs OPERATOR"));
        assertThat(browser.as(Role.VIEWER).post(form, "reason", "x").status()).isEqualTo(403);
        int calls = service.requests().size();
        assertThat(browser.as(Role.OPERATOR).forgedPost(form, "reason", "x").status())
                .isEqualTo(403);
        assertThat(service.requests().subList(calls, service.requests().size()))
                .as("calls to the service for a forged form")
                .noneMatch(each -> each.path().endsWith("/" + call));
        assertThat(browser.as(Role.OPERATOR).get(form).location()).isEqualTo(page);
    }
}
