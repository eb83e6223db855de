package io.reliablemessage.quickstart.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.reliablemessage.protocol.management.Credentials;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.quickstart.launcher.Stack;
import io.reliablemessage.quickstart.launcher.StackPlan;
import io.reliablemessage.quickstart.launcher.StartFailedException;
import io.reliablemessage.quickstart.launcher.TemporaryStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The whole system as {@code ./start} starts it, with one person of each role and one browser, shared by all tests of this package. */
final class Site implements AutoCloseable {

    private static final double PATIENCE_MILLIS = 20_000;

    /** Soon dead, soon asked. */
    private static final StackPlan PLAN = new StackPlan(
            List.of("PT2S"),
            3,
            "PT5S",
            false,
            true,
            false,
            List.of("reliable-message.broker.send-timeout=500ms", "reliable-message.delivery.minimum-interval=1s"),
            List.of());

    private static @Nullable Site shared;
    private static @Nullable RuntimeException failure;

    private final Path folder = Path.of(
                    "target", "console", Long.toString(ProcessHandle.current().pid()))
            .toAbsolutePath();
    private final TemporaryStack stack =
            TemporaryStack.start(Path.of("..").toAbsolutePath().normalize(), folder, PLAN);
    private final Management management = new Management(stack.serviceUrl(), stack.administratorToken());
    private final Shop shop = new Shop(stack.stack(), management);
    private final UnsureShop unsureShop = new UnsureShop(management);
    private final Books books = new Books(stack.stack(), shop, management);
    private final Playwright playwright = Chromium.playwright();
    private final Browser browser = Chromium.launch(playwright);
    private @Nullable Exhibits exhibits;
    private final Map<Role, Credentials> people = new EnumMap<>(Role.class);

    /** The cookies of those who have logged in. */
    private final Map<Role, String> loggedIn = new EnumMap<>(Role.class);

    private Site() {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        for (Role role : Role.values()) {
            people.put(role, management.person("the-" + role.name().toLowerCase(Locale.ROOT), role));
        }
        try {
            Files.createDirectories(folder.resolve("failed"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws StartFailedException if it does not come up, which is tried only once */
    static synchronized Site shared() {
        if (failure != null) {
            throw failure;
        }
        if (shared == null) {
            try {
                shared = new Site();
            } catch (RuntimeException e) {
                failure = e;
                throw e;
            }
        }
        return shared;
    }

    Stack stack() {
        return stack.stack();
    }

    Shop shop() {
        return shop;
    }

    /** Made when they are asked for first. */
    Exhibits exhibits() {
        if (exhibits == null) {
            exhibits = Exhibits.make(shop, unsureShop, books, management);
        }
        return exhibits;
    }

    Books books() {
        return books;
    }

    UnsureShop unsureShop() {
        return unsureShop;
    }

    Management management() {
        return management;
    }

    /** For logs and what failed tests saw. */
    Path folder() {
        return folder;
    }

    Credentials personWith(Role role) {
        return people.get(role);
    }

    Desk emptyDesk(Look look) {
        return desk(look.options());
    }

    /** Each person logs in only once, by the login page; their later desks have the cookies of that. */
    Desk deskOf(Role role, Look look) {
        String cookies = loggedIn.computeIfAbsent(role, this::logIn);
        return desk(look.options().setStorageState(cookies));
    }

    private String logIn(Role role) {
        try (Desk desk = emptyDesk(Look.USUAL)) {
            LoginPage.at(desk).logIn(people.get(role));
            return desk.context().storageState();
        }
    }

    private Desk desk(Browser.NewContextOptions options) {
        BrowserContext context = browser.newContext(options);
        context.setDefaultTimeout(PATIENCE_MILLIS);
        return new Desk(context, stack.stack().consoleUrl());
    }

    @Override
    public void close() {
        playwright.close();
        unsureShop.close();
        stack.close();
    }
}
