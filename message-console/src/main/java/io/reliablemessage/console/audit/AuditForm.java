package io.reliablemessage.console.audit;

import io.reliablemessage.console.view.Address;
import io.reliablemessage.console.view.Moment;
import io.reliablemessage.console.view.TypedFields;
import io.reliablemessage.protocol.management.AuditAction;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The filters of the trail as they stand in the page's address. */
record AuditForm(
        @Nullable String actor,
        @Nullable String action,
        @Nullable String target,
        @Nullable String from,
        @Nullable String to) {

    /** @param problems by field, what is wrong with it: the name of a message */
    record Read(AuditFilter filter, Map<String, String> problems) {}

    Read read(Clock clock, ZoneId zone) {
        TypedFields typed = new TypedFields("audit.filter.invalid.", clock, zone);
        AuditFilter filter = new AuditFilter(
                actor == null ? null : actor.strip(),
                typed.read("action", action, AuditAction::valueOf),
                target == null ? null : target.strip(),
                typed.moment("from", from),
                typed.moment("to", to));
        return new Read(filter, typed.problems());
    }

    /** The same for somebody in another zone; how long ago something was stays as it is, so that a bookmark moves on with the time. */
    AuditForm forEverybody(Clock clock, ZoneId zone) {
        return new AuditForm(
                actor, action, target, Moment.forEverybody(from, clock, zone), Moment.forEverybody(to, clock, zone));
    }

    Address address(String path) {
        return Address.of(path)
                .with("actor", actor)
                .with("action", action)
                .with("target", target)
                .with("from", from)
                .with("to", to);
    }
}
