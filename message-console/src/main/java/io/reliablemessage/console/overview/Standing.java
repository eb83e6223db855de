package io.reliablemessage.console.overview;

import io.reliablemessage.protocol.management.DutyState;
import io.reliablemessage.protocol.management.Overview;
import java.util.Comparator;
import java.util.List;

/** How everything stands, put into the order in which a person should look at it. */
record Standing(Overview overview, Thresholds thresholds) {

    public List<Tile> tiles() {
        Overview.Ages ages = overview.ages();
        return List.of(
                new Tile("unsent", thresholds.unsent(ages), "/messages?state=CONFIRMED"),
                new Tile("unconfirmed", thresholds.unconfirmed(ages), "/messages?state=PREPARED"),
                new Tile("unreceipted", thresholds.unreceipted(ages), "/messages?state=CONFIRMED"),
                new Tile("deadLetter", thresholds.deadLetter(ages), "/dead-letters?state=OPEN"));
    }

    /** Worst first. */
    public List<Row> rows() {
        return overview.lines().stream()
                .sorted(Comparator.comparingDouble((Overview.Line line) -> thresholds.worst(line.ages()))
                        .reversed())
                .map(line -> new Row(
                        line,
                        thresholds.unsent(line.ages()),
                        thresholds.unconfirmed(line.ages()),
                        thresholds.unreceipted(line.ages()),
                        thresholds.deadLetter(line.ages())))
                .toList();
    }

    /** Those that failed last, or never succeeded although they were begun. */
    public List<DutyState> troubledDuties() {
        return overview.duties().stream()
                .filter(duty -> duty.lastError() != null)
                .toList();
    }

    public boolean anyNodeAlive() {
        return overview.nodes().stream().anyMatch(Overview.NodeStatus::alive);
    }

    /** @param name its messages are {@code overview.age.<name>} and, with what it means, {@code overview.age.<name>.meaning} */
    record Tile(String name, Thresholds.Age age, String list) {}

    record Row(
            Overview.Line line,
            Thresholds.Age unsent,
            Thresholds.Age unconfirmed,
            Thresholds.Age unreceipted,
            Thresholds.Age deadLetter) {}
}
