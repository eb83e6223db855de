package io.reliablemessage.quickstart.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Begins with everything up and ends when all orders of all tests so far are settled and the books are right. */
abstract class CrashTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    final Site site = Site.healthy();
    final JdbcBooks books = site.books();

    static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(LIMIT).pollInterval(Duration.ofMillis(50));
    }

    void awaitState(String orderNo, String state) {
        await(orderNo + " is " + state)
                .untilAsserted(() -> assertThat(books.state(orderNo)).containsExactly(state));
    }

    @BeforeEach
    void beginWithRightBooks() {
        assertThat(books.wrongs()).isEmpty();
    }

    @AfterEach
    void booksAreRightAgain() {
        Site.healthy();
        await("the books are right")
                .untilAsserted(() -> assertThat(books.wrongs()).isEmpty());
    }
}
