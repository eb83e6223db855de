package io.reliablemessage.quickstart.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.LoadState;
import com.microsoft.playwright.options.ScreenshotAnimations;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.protocol.management.Statistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Takes the pictures of the documentation anew, after some minutes of orders: {@code -Dtest=PictureTest -Dreliable-message.pictures=true},
 * alone, since the other tests leave much behind that is not worth a picture.
 */
@EnabledIfSystemProperty(
        named = "reliable-message.pictures",
        matches = "true",
        disabledReason = "Pictures are taken on demand only: -Dreliable-message.pictures=true")
class PictureTest extends BrowserTest {

    private static final Path FOLDER = Path.of("..", "docs", "images");
    private static final int LARGEST = 200_000;
    private static final int MINUTES = 4;

    @Test
    void picturesOfTheMainPages() throws IOException {
        Exhibits exhibits = site.exhibits();
        orderForSomeMinutes();
        Files.createDirectories(FOLDER);
        picture("overview", "overview", Look.USUAL.tall(), exhibits);
        picture("overview", "dark", Look.USUAL.dark(), exhibits);
        picture("overview", "chinese", Look.USUAL.chinese(), exhibits);
        picture("causes", Look.USUAL, exhibits);
        picture("case", Look.USUAL, exhibits);
        picture("message", Look.USUAL, exhibits);
        picture("message", "phone", Look.PHONE, exhibits);
        picture("job", Look.USUAL, exhibits);
        picture("difference", Look.USUAL, exhibits);
        picture("audit", Look.USUAL, exhibits);
        picture("books", Look.USUAL, exhibits);
        picture("run", Look.USUAL.tall(), exhibits);
        picture("repairs", Look.USUAL, exhibits);
    }

    private void picture(String sight, Look look, Exhibits exhibits) throws IOException {
        picture(sight, sight, look, exhibits);
    }

    private void picture(String sight, String name, Look look, Exhibits exhibits) throws IOException {
        Desk desk = deskOf(Role.ADMINISTRATOR, look);
        Sight.all(exhibits).stream()
                .filter(each -> each.name().equals(sight))
                .findFirst()
                .orElseThrow()
                .reach()
                .accept(desk);
        desk.page().waitForLoadState(LoadState.NETWORKIDLE);
        if (look.equals(look.tall())) {
            assertThat(cutCharts(desk)).as(name).isEmpty();
        }
        byte[] png = desk.page()
                .screenshot(new Page.ScreenshotOptions()
                        .setPath(FOLDER.resolve("console-" + name + ".png"))
                        .setAnimations(ScreenshotAnimations.DISABLED));
        assertThat(png.length).as(name).isLessThan(LARGEST);
    }

    /** The charts of which a picture would have a part only. */
    @SuppressWarnings("unchecked")
    private static List<String> cutCharts(Desk desk) {
        return (List<String>) desk.page().evaluate("""
                () => Array.from(document.querySelectorAll('.chart'))
                    .filter(chart => chart.getBoundingClientRect().top < innerHeight)
                    .filter(chart => chart.getBoundingClientRect().bottom > innerHeight)
                    .map(chart => chart.textContent || chart.id || chart.className)""");
    }

    /** Until the charts have something to show. */
    private void orderForSomeMinutes() {
        Awaitility.await("some minutes of orders")
                .atMost(Duration.ofMinutes(MINUTES + 3))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    for (int i = ThreadLocalRandom.current().nextInt(3); i >= 0; i--) {
                        shop.place(Shop.newOrderNo("order"));
                    }
                    if (ThreadLocalRandom.current().nextInt(200) == 0) {
                        shop.poison(Shop.newOrderNo("order"));
                    }
                    return minutesWithOrders() >= MINUTES;
                });
    }

    private long minutesWithOrders() {
        Instant now = Instant.now();
        return management
                .get(
                        "/v1/statistics?step=PT1M&from=" + now.minus(Duration.ofMinutes(30)) + "&to=" + now,
                        Statistics.class)
                .points()
                .stream()
                .filter(point -> point.accepted() > 0)
                .count();
    }
}
