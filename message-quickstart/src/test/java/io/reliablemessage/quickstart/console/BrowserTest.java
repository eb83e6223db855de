package io.reliablemessage.quickstart.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.management.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** Works at desks of the shared site. Whatever else it is about, no page may have failed, asked or broken its policy meanwhile. */
@ExtendWith(InBrowser.class)
abstract class BrowserTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    final Site site = Site.shared();
    final Shop shop = site.shop();
    final Management management = site.management();

    private final List<Desk> desks = new ArrayList<>();

    static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(LIMIT).pollInterval(Duration.ofMillis(100));
    }

    /** A browser in which somebody with this role is logged in. */
    final Desk deskOf(Role role) {
        return deskOf(role, Look.USUAL);
    }

    final Desk deskOf(Role role, Look look) {
        return opened(site.deskOf(role, look));
    }

    /** A browser in which nobody is logged in. */
    final Desk emptyDesk() {
        return emptyDesk(Look.USUAL);
    }

    final Desk emptyDesk(Look look) {
        return opened(site.emptyDesk(look));
    }

    private Desk opened(Desk desk) {
        desks.add(desk);
        return desk;
    }

    final void keepWhatIsSeen(String test) {
        for (int i = 0; i < desks.size(); i++) {
            desks.get(i).keep(site.folder().resolve("failed"), test + "-" + (i + 1));
        }
    }

    @AfterEach
    final void nothingWentWrongBesides() {
        shop.calm();
        List<String> faults =
                desks.stream().flatMap(desk -> desk.faults().stream()).toList();
        desks.forEach(Desk::close);
        assertThat(faults).isEmpty();
    }
}
