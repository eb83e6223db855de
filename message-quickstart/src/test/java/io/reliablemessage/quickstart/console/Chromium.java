package io.reliablemessage.quickstart.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The browser that is installed on this machine; none is ever downloaded. */
final class Chromium {

    /** Names another program than the one on the path. */
    static final String PROPERTY = "reliable-message.chromium";

    private static final List<String> NAMES = List.of("chromium", "chromium-browser");

    private Chromium() {}

    /** Where it is; empty if there is none. */
    static Optional<Path> find() {
        String named = System.getProperty(PROPERTY);
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path)
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder -> NAMES.stream().map(Path.of(folder)::resolve))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Playwright playwright() {
        return Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    }

    static Browser launch(Playwright playwright) {
        return playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(find().orElseThrow())
                        // Chromium's sandbox does not work for root.
                        .setChromiumSandbox(!System.getProperty("user.name").equals("root"))
                        .setArgs(Stream.of("gpu", "quic", "background-networking", "component-update", "sync")
                                .map(part -> "--disable-" + part)
                                .toList()));
    }
}
