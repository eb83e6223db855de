package io.reliablemessage.quickstart.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.reliablemessage.protocol.management.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every page can be used by everybody: with weak eyes, with a screen reader, and on a phone. */
class SightTest extends BrowserTest {

    private final List<Sight> sights = Sight.all(site.exhibits());

    /** Both themes and both languages; what a rule says of a theme does not depend on the language. */
    static Stream<Look> looks() {
        return Stream.of(Look.USUAL, Look.USUAL.dark().chinese());
    }

    @ParameterizedTest
    @MethodSource("looks")
    void noPageBreaksARuleOfAccessibility(Look look) {
        assertThat(problems(look, Axe::violations)).isEmpty();
    }

    static Stream<Look> looksOfStrangers() {
        return Stream.of(Look.USUAL, Look.PHONE)
                .flatMap(look ->
                        Stream.of(look, look.dark(), look.chinese(), look.dark().chinese()));
    }

    /** The one page that nobody sees who is logged in; also with what it says of a refusal. */
    @ParameterizedTest
    @MethodSource("looksOfStrangers")
    void loginPageBreaksNoRule(Look look) {
        Desk desk = emptyDesk(look);
        for (String path : new String[] {"/login", "/login?why=REFUSED", "/login?why=LOGGED_OUT"}) {
            desk.open(path);
            assertThat(Axe.violations(desk.page())).as(path).isEmpty();
            assertThat(Layout.problems(desk.page())).as(path).isEmpty();
        }
    }

    @Test
    void nothingIsTooWideForAPhoneNorDrawnOverAnotherControl() {
        assertThat(problems(Look.PHONE, Layout::problems)).isEmpty();
    }

    /** So that the others can fail. */
    @Test
    void whatIsPlantedIsNoted() {
        Desk desk = deskOf(Role.VIEWER, Look.PHONE);
        desk.open("/messages");
        assertThat(Layout.problems(desk.page())).isEmpty();
        desk.page().evaluate("() => document.querySelector('main h1').style.minWidth = '600px'");
        assertThat(Layout.problems(desk.page())).anyMatch(problem -> problem.contains("wide"));
        desk.page().evaluate("() => document.querySelector('.filters button').style.marginTop = '-60px'");
        assertThat(Layout.problems(desk.page())).anyMatch(problem -> problem.contains("overlaps"));
        desk.page().evaluate("() => document.querySelector('label[for=topic]').remove()");
        assertThat(Axe.violations(desk.page())).anyMatch(problem -> problem.startsWith("label at #topic"));
    }

    private List<String> problems(Look look, Function<Page, List<String>> check) {
        Desk desk = deskOf(Role.ADMINISTRATOR, look);
        desk.expect("status of 400");
        desk.expect("status of 404");
        List<String> problems = new ArrayList<>();
        for (Sight sight : sights) {
            sight.reach().accept(desk);
            // A long page shows its first lines before the last ones are there.
            desk.page().waitForLoadState();
            check.apply(desk.page()).forEach(problem -> problems.add(sight.name() + ": " + problem));
        }
        return problems;
    }
}
