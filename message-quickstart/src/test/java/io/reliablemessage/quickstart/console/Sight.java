package io.reliablemessage.quickstart.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * One thing that can be seen in the console, however one gets there in any language.
 *
 * @param reach brings an administrator's desk there
 */
record Sight(String name, Consumer<Desk> reach) {

    static List<Sight> all(Exhibits exhibits) {
        UUID message = exhibits.order().message();
        UUID atPoints = exhibits.order().caseOf("points");
        List<Sight> all = new ArrayList<>(List.of(
                page("overview", "/overview"),
                page("messages", "/messages"),
                page("no-messages", "/messages?keyValue=nobody-ordered-this"),
                page("message", "/messages/" + message),
                page("message-with-long-key", "/messages/" + exhibits.longKey().message()),
                new Sight("payload", desk -> {
                    desk.open("/messages/" + message);
                    desk.page().locator("#payload form button").first().click();
                    assertThat(desk.page().locator("#payload .json-number").first())
                            .isVisible();
                }),
                new Sight("key", desk -> {
                    desk.open("/messages/" + exhibits.longKey().message());
                    desk.page().locator("dd > a[href*='/keys?key=']").click();
                    desk.page().waitForURL("**/keys?key=**");
                }),
                new Sight("key-field", desk -> {
                    desk.open("/messages/" + message);
                    desk.page().locator("dd .key a").first().click();
                    desk.page().waitForURL("**/keys?**");
                }),
                page("search-problem", "/search?q=state:nonsense"),
                new Sight("search-help", desk -> {
                    desk.open("/messages");
                    desk.page()
                            .locator("[popovertarget=search-help]:not([popovertargetaction])")
                            .click();
                }),
                page("causes", "/dead-letters/causes"),
                page("cases", "/dead-letters?state=OPEN"),
                page("case", "/dead-letters/" + atPoints),
                dialog("replay", "/dead-letters/" + atPoints, "replay"),
                dialog("discard", "/dead-letters/" + atPoints, "discard"),
                new Sight("editor", desk -> edit(desk, atPoints)),
                new Sight("difference", desk -> {
                    edit(desk, atPoints);
                    desk.page()
                            .locator("#text")
                            .fill(desk.page().locator("#text").inputValue().replaceFirst("true", "false"));
                    desk.page()
                            .locator("form[action$='/edit/preview'] .btn-primary")
                            .click();
                    assertThat(desk.page().locator("pre.diff")).isVisible();
                }),
                page("job-form", "/jobs/new?action=REPLAY&topic=order-paid&group=points"),
                new Sight("job-preview", desk -> {
                    desk.open("/jobs/new?action=REPLAY&topic=order-paid&group=points");
                    desk.page().locator("#reason").fill("Points work again");
                    desk.page()
                            .locator("form[action='/jobs/preview'] .btn-primary")
                            .click();
                    assertThat(desk.page().locator("form[action='/jobs']")).isVisible();
                }),
                page("jobs", "/jobs"),
                page("job", "/jobs/" + exhibits.job())));
        all.addAll(List.of(
                page("undecided-messages", "/undecided"),
                page("undecided", "/undecided/" + exhibits.undecided()),
                dialog("commit", "/undecided/" + exhibits.undecided(), "commit"),
                page("switches", "/switches"),
                page("applications", "/applications"),
                page("application", "/applications/order-service"),
                page("application-form", "/applications/order-service/change"),
                page("topics", "/topics"),
                page("topic", "/topics/order-paid"),
                page("topic-form", "/topics/order-paid/change"),
                page("group", "/topics/order-paid/groups/points"),
                page("audit", "/audit"),
                page("people", "/people"),
                page("password", "/password"),
                page("nothing", "/there-is-no-such-page")));
        all.addAll(books(exhibits));
        return all;
    }

    private static List<Sight> books(Exhibits exhibits) {
        String run = "/reconciliation/runs/" + exhibits.run();
        String discrepancy = "/reconciliation/discrepancies/" + exhibits.discrepancy();
        return List.of(
                page("books", "/reconciliation"),
                page("rules", "/reconciliation/topics/order-paid"),
                page("no-rules", "/reconciliation/topics/shipment-changed"),
                page("runs", "/reconciliation/runs"),
                page("run", run),
                dialog("sign-off", run, "sign-off"),
                page("run-form", "/reconciliation/runs/-new?topic=order-paid"),
                page("discrepancies", "/reconciliation/discrepancies?state=OPEN"),
                page("no-discrepancies", "/reconciliation/discrepancies?topic=nobody-has-this"),
                page("discrepancy", discrepancy),
                page("repair", discrepancy + "/repair"),
                page("accept", discrepancy + "/accept"),
                page("repairs", "/reconciliation/repairs/-new?topic=order-paid"),
                page("acceptances", "/reconciliation/acceptances/-new?topic=order-paid"),
                page("republications", "/jobs/republications"),
                page("imports", "/jobs/imports"),
                page("webhooks", "/webhooks"),
                page("webhook", "/webhooks/" + exhibits.webhook()),
                page("webhook-form", "/webhooks/-new"));
    }

    private static Sight page(String name, String path) {
        return new Sight(name, desk -> desk.open(path));
    }

    private static Sight dialog(String name, String path, String id) {
        return new Sight(name, desk -> {
            desk.open(path);
            desk.page().locator("[data-opens=" + id + "]").click();
            assertThat(desk.page().locator("dialog#" + id)).isVisible();
        });
    }

    private static void edit(Desk desk, UUID atPoints) {
        desk.open("/dead-letters/" + atPoints + "/edit");
        desk.page().locator("form[action$='/edit/payload'] button").click();
        assertThat(desk.page().locator("#text")).isVisible();
    }
}
