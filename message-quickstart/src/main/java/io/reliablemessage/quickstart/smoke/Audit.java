package io.reliablemessage.quickstart.smoke;

import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;

/** Compares what the producers answered with what the databases say. */
final class Audit {

    private Audit() {}

    static Report of(JdbcBooks books, Tally tally, TroubleScript script, Installation installation)
            throws SQLException {
        Report report = new Report();
        Set<String> there = books.orders();
        orders(report, tally, there);
        effects(report, books);
        shipments(report, books, there.size() - 1);
        redPackets(report, books, tally);
        messages(report, books, there.size() - 1);
        deadLetters(report, books, script.poisonedOrder());
        troubles(report, script, installation);
        report.tell("deliveries that failed and were repeated", books.attempts("FAILED"));
        report.tell("deliveries that brought no receipt in time and were repeated", books.attempts("NO_RECEIPT"));
        report.tell("messages that a check-back decided", books.checkBacks());
        return report;
    }

    /** What must be right whenever every message is final, whoever placed the orders; {@code poisoned} of them never have an effect. */
    static Report ofBooks(JdbcBooks books, int poisoned) throws SQLException {
        Report report = new Report();
        int committed = books.orders().size();
        report.tell("committed orders", committed);
        effects(report, books);
        shipments(report, books, committed - poisoned);
        messages(report, books, committed - poisoned);
        return report;
    }

    private static void orders(Report report, Tally tally, Set<String> there) {
        report.check(
                "orders answered as committed that are there",
                tally.committed().size(),
                common(tally.committed(), there));
        report.check("orders answered as rolled back that are there", 0, common(tally.rolledBack(), there));
        report.tell(
                "orders without a clear answer, of which are there",
                tally.unanswered().size() + ", " + common(tally.unanswered(), there));
        report.tell("committed orders", there.size());
        report.tell("rolled-back orders", tally.rolledBack().size());
    }

    private static void effects(Report report, JdbcBooks books) throws SQLException {
        report.check("committed orders without exactly one points entry", 0, books.ordersWithWrong(Effect.POINTS));
        report.check("committed orders without exactly one coupon", 0, books.ordersWithWrong(Effect.COUPONS));
        report.check("points entries without a committed order", 0, books.effectsWithoutOrder(Effect.POINTS));
        report.check("coupons without a committed order", 0, books.effectsWithoutOrder(Effect.COUPONS));
    }

    private static void shipments(Report report, JdbcBooks books, int effective) throws SQLException {
        report.check("committed orders without exactly one shipment", 0, books.ordersWithWrong(Effect.SHIPMENTS));
        report.check("shipments without a committed order", 0, books.effectsWithoutOrder(Effect.SHIPMENTS));
        report.check("shipments whose last word the order service did not keep", 0, books.ordersWithWrongShipment());
        report.check("taken from the stock, one per order but the poisoned", effective, books.takenFromStock());
        report.check("SKUs whose stock and shelf differ", 0, books.wrongStock());
    }

    private static void redPackets(Report report, JdbcBooks books, Tally tally) throws SQLException {
        report.tell("red packets opened, each twice", books.redPackets());
        report.check("red packets drawn more than once", 0, books.redPacketsDrawnTwice());
        report.check("red packets that showed another amount the second time", 0, tally.redPacketsThatDiffered());
    }

    private static void messages(Report report, JdbcBooks books, int effective) throws SQLException {
        report.check("committed orders whose message is CONSUMED, all but the poisoned", effective, books.consumed());
        report.check("messages that are not final", 0, books.messagesNotFinal());
        report.check("messages of orders that are not there, other than CANCELLED", 0, books.messagesWithoutOrder());
        report.check("messages still to be handed over by producers", 0, books.messagesAtProducers());
    }

    private static void deadLetters(Report report, JdbcBooks books, String poisoned) throws SQLException {
        report.check("points entries, coupons and shipments of the poisoned order", 0, books.effectsOf(poisoned));
        report.check(
                "open dead letters of the poisoned order (points, coupon, warehouse)", 3, books.openCasesOf(poisoned));
        report.check("dead letters in all", 3, books.cases());
        report.check("messages that are DEAD", 1, books.dead());
    }

    private static void troubles(Report report, TroubleScript script, Installation installation) {
        script.deaths().forEach((part, deaths) -> {
            int died = installation.deaths(part);
            report.check("deaths of " + part + " (at least)", deaths, Math.min(deaths, died));
        });
    }

    private static int common(Set<String> some, Set<String> others) {
        Set<String> both = new TreeSet<>(some);
        both.retainAll(others);
        return both.size();
    }
}
