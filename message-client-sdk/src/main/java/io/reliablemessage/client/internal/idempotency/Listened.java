package io.reliablemessage.client.internal.idempotency;

import java.util.Optional;

/** What a listener of this application consumes, and how it is protected. */
public record Listened(String topic, String group, Protection protection) {

    /** Lists the listeners. */
    public interface Listeners {
        /** Those of all beans that have been created so far. */
        java.util.List<Listened> all();
    }

    /** Why the records of the effects do not tell what was consumed; empty: they do. */
    public Optional<String> unrecorded() {
        if (protection instanceof Protection.Query) {
            return Optional.of("its listener asks the application (@BusinessQuery) and keeps no records");
        }
        return protection instanceof Protection.Flag flag && !flag.inTable()
                ? Optional.of("its listener keeps flags (@RedisFlag) and no records")
                : Optional.empty();
    }
}
