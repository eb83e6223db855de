package io.reliablemessage.console.republication;

import io.reliablemessage.console.setup.Refusals;
import io.reliablemessage.console.view.Moment;
import io.reliablemessage.protocol.management.RepublicationRequest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** A republication as it is typed. */
record RepublicationForm(
        @Nullable String topic,
        @Nullable String from,
        @Nullable String to,
        @Nullable String ratePerSecond,
        @Nullable String reason) {

    /** @throws io.reliablemessage.console.service.ServiceProblem about a field that cannot be read, as the service would put it */
    RepublicationRequest request(Clock clock, ZoneId zone, Refusals refusals) {
        return new RepublicationRequest(
                topic == null ? null : topic.strip(),
                moment("from", from, clock, zone, refusals),
                moment("to", to, clock, zone, refusals),
                rate(refusals),
                reason);
    }

    private @Nullable Integer rate(Refusals refusals) {
        try {
            return ratePerSecond == null ? null : Integer.valueOf(ratePerSecond.strip());
        } catch (NumberFormatException e) {
            throw refusals.of("ratePerSecond", "topics.invalid.number", ratePerSecond);
        }
    }

    private static Instant moment(String field, @Nullable String text, Clock clock, ZoneId zone, Refusals refusals) {
        if (text == null) {
            throw refusals.of(field, "setup.missing");
        }
        try {
            return Moment.parse(text, clock, zone);
        } catch (DateTimeException e) {
            throw refusals.of(field, "reconciliation.wrong.time", text.strip());
        }
    }
}
