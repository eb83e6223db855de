package io.reliablemessage.service.health;

import org.springframework.jdbc.core.JdbcTemplate;

/** Lets tests of other packages read what the overview reads of messages and cases. */
public record OverviewFigures(long openDeadLetters, long due, boolean dueIsCapped, int topicsUnconfirmed) {

    public static OverviewFigures read(JdbcTemplate jdbc) {
        JdbcOverview figures = new JdbcOverview(jdbc);
        new JdbcAges(jdbc).read();
        figures.unsent();
        figures.unreceipted();
        figures.openDeadLettersOf(figures.openDeadLetters().stream()
                .map(JdbcOverview.SubscriptionAge::subscriptionId)
                .toList());
        JdbcOverview.Backlog backlog = figures.backlog();
        return new OverviewFigures(
                figures.counts().openDeadLetters().count(),
                backlog.due(),
                backlog.capped(),
                figures.unconfirmed().size());
    }

    /** What a group owes, among what is looked at. */
    public static long owing(JdbcTemplate jdbc, int topicId, int position) {
        return new JdbcGroupStandings(jdbc).owing(topicId, position).count();
    }
}
