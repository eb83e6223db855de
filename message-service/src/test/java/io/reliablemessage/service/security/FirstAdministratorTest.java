package io.reliablemessage.service.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.embedded.TestDatabase;
import io.reliablemessage.protocol.management.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

@ExtendWith(OutputCaptureExtension.class)
class FirstAdministratorTest {
    private static final Pattern PRINTED =
            Pattern.compile("Administrator token, shown only this once: (rm_admin_[A-Za-z0-9_-]{43})");

    private static TestDatabase database;
    private static JdbcClient jdbc;

    @BeforeAll
    static void migrate() {
        database = TestDatabase.create();
        Flyway.configure()
                .dataSource(database.dataSource())
                .locations("classpath:db/service")
                .load()
                .migrate();
        jdbc = JdbcClient.create(database.dataSource());
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @BeforeEach
    void forget() {
        jdbc.sql("DELETE FROM credential").update();
    }

    @Test
    void oneOfManyStartingNodesMakesAndPrintsTheToken(CapturedOutput output) throws Exception {
        int nodes = 8;
        CyclicBarrier start = new CyclicBarrier(nodes);
        ExecutorService threads = Executors.newFixedThreadPool(nodes);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            running.add(threads.submit(() -> {
                start.await();
                start("");
                return null;
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }
        threads.shutdown();

        Matcher printed = PRINTED.matcher(output);
        assertThat(printed.find()).isTrue();
        Callers callers = callers();
        assertThat(callers.authenticate(printed.group(1)).isAtLeast(Role.ADMINISTRATOR))
                .isTrue();
        assertThat(printed.find()).isFalse();
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void laterStartPrintsNothing(CapturedOutput output) {
        start("");
        int printed = output.length();
        start("");
        assertThat(output.toString().substring(printed)).doesNotContain("rm_admin_");
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void takesConfiguredTokenAndNeverPrintsIt(CapturedOutput output) {
        start("rm_admin_configured-0123456789");
        start("rm_admin_configured-0123456789");
        assertThat(callers().authenticate("rm_admin_configured-0123456789").isAtLeast(Role.ADMINISTRATOR))
                .isTrue();
        assertThat(output).doesNotContain("configured-0123456789").doesNotContain("is not used");
    }

    @Test
    void warnsWhenConfiguredTokenComesTooLate(CapturedOutput output) {
        start("");
        start("rm_admin_configured-0123456789");
        assertThat(output).contains("reliable-message.administrator-token is not used");
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void refusesConfiguredTokenThatCouldBeGuessed() {
        assertThatThrownBy(() -> start("secret"))
                .hasMessageContaining("reliable-message.administrator-token")
                .hasMessageContaining("20");
    }

    private static Callers callers() {
        return new Callers(
                new JdbcTokens(jdbc),
                new Sessions(
                        new JdbcSessions(jdbc), new SessionProperties(Duration.ofHours(8), Duration.ofMinutes(30))));
    }

    private static void start(String configured) {
        new FirstAdministrator(new JdbcTokens(jdbc), configured).run(new DefaultApplicationArguments());
    }

    private static long count() {
        return jdbc.sql("SELECT COUNT(*) FROM credential").query(Long.class).single();
    }
}
