package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.backlog.Backlog;
import io.reliablemessage.benchmarks.backlog.Kind;
import io.reliablemessage.benchmarks.backlog.Rows;
import io.reliablemessage.benchmarks.measure.Statements;
import io.reliablemessage.benchmarks.report.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** A day's messages change places with an empty table and are dropped, while producers send. */
final class RetentionSuite implements Suite {
    private static final int USUAL_ROWS = 1_000_000;
    private static final int SENDERS = 4;
    private static final int DELETED = 10_000;
    private static final Duration CALM = Duration.ofSeconds(4);
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @Override
    public String name() {
        return "retention";
    }

    @Override
    public String question() {
        return "how long dropping a day of messages holds up those who send";
    }

    @Override
    public List<Table> run(Bench bench) throws Exception {
        int rows = Math.min(bench.rows(USUAL_ROWS), Backlog.MOST_A_DAY);
        // One day less than there are: the oldest may go.
        Rig.Plan plan = Rig.Plan.USUAL.with(
                "reliable-message.retention.keep=" + (Backlog.DAYS - 1) + "d",
                "reliable-message.scheduling.heartbeat=1s");
        try (Rig rig = Rig.open(bench, plan);
                Senders senders = Senders.ofSingleMessages(rig)) {
            rig.awaitTurns();
            bench.progress().say(String.format("retention: loading %,d rows of one day", rows));
            Rows finished = new Rows(Kind.FINISHED, Rig.TOPIC, Rig.APPLICATION, 512, true);
            rig.backlog().stage(finished, rows, Backlog.DAYS, 1).appear();
            rig.backlog().stage(finished, DELETED, Backlog.DAYS - 1, 1).appear();
            return List.of(table(bench, drop(bench, rig, senders, rows)));
        }
    }

    /** Once the rows are loaded: the loading exchanges partitions, too. */
    private static Result drop(Bench bench, Rig rig, Senders senders, int rows)
            throws SQLException, InterruptedException {
        try (Statements drop = Statements.like(bench.site().database()::connect, "ALTER TABLE message % PARTITION%")) {
            senders.begin(SENDERS);
            Await.pause(CALM);
            long calm = System.nanoTime();
            Await.pause(CALM);
            long begin = System.nanoTime();
            bench.progress().say("retention: the day is dropped");
            ringForRetention(bench);
            Await.until("the day is dropped", LIMIT, () -> dropped(rig) > 0);
            Await.pause(Duration.ofSeconds(1));
            long end = System.nanoTime();
            senders.end();
            return new Result(
                    rows,
                    drop,
                    longest(senders.between(calm, begin)),
                    longest(
                            drop.firstNanos() == 0
                                    ? senders.between(begin, end)
                                    : senders.between(drop.firstNanos() - 50_000_000, drop.lastNanos() + 50_000_000)),
                    longest(senders.between(begin, end)),
                    senders.messages(),
                    deleteByRow(bench));
        }
    }

    /**
     * Retention looks every five minutes, and whenever nodes come or go. So a node seems to come, as it would show itself, and is gone
     * again before it could be missed.
     */
    private static void ringForRetention(Bench bench) throws SQLException {
        try (Connection connection = bench.site().database().connect(Rig.SCHEMA);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO node (name, started_at, last_seen_at) VALUES ('bench', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))");
            Await.pause(Duration.ofSeconds(3));
            statement.execute("DELETE FROM node WHERE name = 'bench'");
        }
    }

    private static double dropped(Rig rig) {
        return rig.nodes().first().metric("reliable_message_duty_handled_total{duty=\"retention\"}");
    }

    private static double longest(List<Senders.Call> calls) {
        return calls.stream()
                .max(Comparator.comparingDouble(Senders.Call::millis))
                .map(Senders.Call::millis)
                .orElse(0.0);
    }

    /** Milliseconds to delete a thousand rows of the next day, five hundred in each transaction. */
    private static double deleteByRow(Bench bench) throws SQLException {
        try (Connection connection = bench.site().database().connect(Rig.SCHEMA);
                Statement statement = connection.createStatement()) {
            long begin = System.nanoTime();
            int deleted = 0;
            for (int last = 1; last > 0; deleted += last) {
                last = statement.executeUpdate(
                        "DELETE FROM message WHERE state = 'CONSUMED' AND id < UNHEX(CONCAT(LPAD(HEX("
                                + "UNIX_TIMESTAMP(UTC_DATE() - INTERVAL " + (Backlog.DAYS - 2)
                                + " DAY) * 1000), 12, '0'), REPEAT('0', 20)))"
                                + " ORDER BY id LIMIT 500");
            }
            return (System.nanoTime() - begin) / 1e6 * 1_000 / Math.max(1, deleted);
        }
    }

    /** @param deleteMillis of a thousand rows */
    private record Result(
            int rows,
            Statements drop,
            double calm,
            double duringDrop,
            double whileDropping,
            long sent,
            double deleteMillis) {}

    private static Table table(Bench bench, Result result) {
        Table table = new Table(String.format(
                        "retention: a day of %,d messages is dropped while %d senders submit one message in each call, milliseconds",
                        result.rows(), SENDERS))
                .column("took", "%,.0f")
                .column("longest call before", "%,.0f")
                .column("from exchange to drop", "%,.0f")
                .column("until everything of the day is gone", "%,.0f")
                .column("target", "%s");
        table.row(
                "EXCHANGE, then DROP PARTITION",
                result.drop().millis(),
                result.calm(),
                result.duringDrop(),
                result.whileDropping(),
                result.duringDrop() <= 100 ? "no call over 100 met" : "no call over 100 missed");
        table.row("row by row", result.deleteMillis() * result.rows() / 1_000, null, null, null, "");
        table.note(String.format(
                "%,d calls in all. The second line is extrapolated from deleting %,d rows, 500 in each transaction.",
                result.sent(), DELETED));
        table.note(String.format(
                "From the exchange to the partition's end, watched in the server's process list to about %d ms. One flush to the disk takes %.2f ms.",
                Statements.STEP.toMillis(), bench.machine().fsyncMillis()));
        return table;
    }
}
