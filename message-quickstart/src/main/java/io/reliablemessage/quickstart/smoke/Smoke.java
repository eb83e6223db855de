package io.reliablemessage.quickstart.smoke;

import io.reliablemessage.quickstart.launcher.Console;
import io.reliablemessage.quickstart.launcher.StackPlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The headless check: two producers, one in each mode, place orders while processes are killed and consumers fail; then
 * every message must become final, and the books must be right.
 */
public final class Smoke {

    private static final Duration DEADLINE = Duration.ofMinutes(8);
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** Looks in a row that must find everything final, so that a late duplicate has time to do its harm. */
    private static final int QUIET_LOOKS = 4;

    private final Installation installation;
    private final Console console;
    private final int orders;

    /** @param orders how many to place */
    public Smoke(Installation installation, Console console, int orders) {
        this.installation = installation;
        this.console = console;
        this.orders = orders;
    }

    /** Short waits, so that everything is final within minutes, and enough attempts to outlive every outage. */
    public static StackPlan plan() {
        return new StackPlan(
                List.of("PT3S", "PT4S", "PT6S", "PT10S"),
                25,
                "PT3S",
                true,
                false,
                false,
                List.of("reliable-message.broker.send-timeout=2s", "reliable-message.delivery.minimum-interval=3s"),
                List.of("shop.trouble.throwing=0.05", "shop.trouble.slow=0.05", "shop.trouble.slow-millis=300"));
    }

    /** Returns whether all is as it must be. */
    public boolean run() {
        Tally tally = new Tally();
        TroubleScript script = new TroubleScript(installation, console, orders);
        console.say("");
        console.say("Placing " + orders + " orders while processes are killed and consumers fail");
        new OrderDriver(installation, script, tally, console).place(orders);
        script.finish();
        try (Connection connection = installation.connect()) {
            JdbcBooks books = new JdbcBooks(connection);
            boolean settled = awaitFinal(books);
            Report report = Audit.of(books, tally, script, installation);
            console.say("");
            console.say(report.table());
            console.say(settled && report.good() ? "All is as it must be." : "Something is wrong, see above.");
            return settled && report.good();
        } catch (SQLException e) {
            console.say("The books cannot be read: " + e.getMessage());
            return false;
        }
    }

    /** Returns whether the books are right once every message is final, whoever placed the orders. */
    public boolean checkBooks() {
        try (Connection connection = installation.connect()) {
            JdbcBooks books = new JdbcBooks(connection);
            boolean settled = awaitFinal(books);
            Report report = Audit.ofBooks(books, 1);
            console.say("");
            console.say(report.table());
            return settled && report.good();
        } catch (SQLException e) {
            console.say("The books cannot be read: " + e.getMessage());
            return false;
        }
    }

    private boolean awaitFinal(JdbcBooks books) throws SQLException {
        console.say("");
        console.say("Waiting until every message is final");
        long limit = System.nanoTime() + DEADLINE.toNanos();
        int quiet = 0;
        String said = "";
        while (quiet < QUIET_LOOKS) {
            long open = books.messagesNotFinal();
            long waiting = books.messagesAtProducers();
            quiet = open + waiting == 0 ? quiet + 1 : 0;
            String states = books.states() + ", not yet handed over: " + waiting;
            if (!states.equals(said)) {
                console.say("  " + states);
                said = states;
            }
            if (System.nanoTime() > limit) {
                console.say("Not every message became final within " + DEADLINE.toMinutes() + " minutes");
                return false;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return true;
    }
}
