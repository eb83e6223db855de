package io.reliablemessage.quickstart.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import io.reliablemessage.protocol.management.Credentials;

/** Where people log in. */
final class LoginPage {

    private final Desk desk;

    private LoginPage(Desk desk) {
        this.desk = desk;
    }

    static LoginPage at(Desk desk) {
        desk.open("/login");
        return new LoginPage(desk);
    }

    static LoginPage shownBy(Desk desk) {
        assertThat(desk.heading("Log in")).isVisible();
        return new LoginPage(desk);
    }

    void logIn(Credentials person) {
        type(person);
        assertThat(desk.page().locator("nav#menu")).isVisible();
    }

    /** Without waiting for what comes of it. */
    void type(Credentials person) {
        desk.page().getByLabel("Name").fill(person.name());
        desk.page().getByLabel("Password").fill(person.password());
        desk.button("Log in").click();
    }
}
