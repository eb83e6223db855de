package io.reliablemessage.quickstart.console;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** One person's browser with one page open. It notes everything that must not happen. */
final class Desk implements AutoCloseable {

    private final BrowserContext context;
    private final Page page;
    private final String console;
    private final List<String> faults = new ArrayList<>();
    private Predicate<String> expected = fault -> false;

    /** @param console its address */
    Desk(BrowserContext context, String console) {
        this.context = context;
        this.console = console;
        this.page = context.newPage();
        page.onDialog(this::refuse);
        page.onPageError(error -> fault("script failed: " + error));
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                fault("console says: " + message.text());
            }
        });
        page.onResponse(response -> {
            if (response.status() >= 500) {
                fault("answered " + response.status() + ": " + response.url());
            }
        });
    }

    private void refuse(Dialog dialog) {
        fault("asks: " + dialog.message());
        dialog.dismiss();
    }

    private void fault(String what) {
        if (!expected.test(what)) {
            faults.add(page.url() + ": " + what);
        }
    }

    /** From now on, faults that have this in them are what the test is about. */
    void expect(String part) {
        Predicate<String> before = expected;
        expected = fault -> before.test(fault) || fault.contains(part);
    }

    List<String> faults() {
        return faults;
    }

    Page page() {
        return page;
    }

    BrowserContext context() {
        return context;
    }

    /** @param path below the console's address */
    void open(String path) {
        page.navigate(console + path);
    }

    /** Types into the search box and presses Enter. */
    void search(String query) {
        page.getByRole(AriaRole.SEARCHBOX).first().fill(query);
        page.getByRole(AriaRole.SEARCHBOX).first().press("Enter");
        page.waitForLoadState();
    }

    Locator main() {
        return page.locator("main");
    }

    /** The rows of the page's tables, without their heads. */
    Locator rows() {
        return main().locator("table tbody tr");
    }

    Locator rowWith(String text) {
        return rows().filter(new Locator.FilterOptions().setHasText(text));
    }

    Locator dialog() {
        return page.getByRole(AriaRole.DIALOG);
    }

    Locator field(String label) {
        return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
    }

    /** What was refused, or done. */
    Locator alert() {
        return page.getByRole(AriaRole.ALERT);
    }

    Locator done() {
        return page.locator("main > .alert-success");
    }

    Locator heading(String name) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(name));
    }

    Locator link(String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Posts as the page's own forms do, whatever they offer; returns the answer's status. */
    int force(String path, FormData form) {
        String token = page.locator("meta[name=csrf-token]").getAttribute("content");
        return post(path, form.set("_csrf", token));
    }

    /** Posts with this person's cookies, as a foreign page could; returns the answer's status. */
    int post(String path, FormData form) {
        return context.request()
                .post(console + path, RequestOptions.create().setForm(form).setMaxRedirects(0))
                .status();
    }

    /** What a link or button downloads. */
    String downloaded(Locator control) {
        try {
            return Files.readString(page.waitForDownload(control::click).path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a picture and the page's markup. */
    void keep(Path folder, String name) {
        String file = name.replaceAll("[^A-Za-z0-9.-]", "_");
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(folder.resolve(file + ".png"))
                .setFullPage(true));
        try {
            Files.writeString(folder.resolve(file + ".html"), page.content());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
