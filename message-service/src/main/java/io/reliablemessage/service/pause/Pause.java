package io.reliablemessage.service.pause;

import io.reliablemessage.protocol.management.PauseKind;
import io.reliablemessage.service.outbox.Shards;

/**
 * A pause as deliveries see it.
 *
 * @param shard where waits what it holds
 */
public record Pause(int id, PauseKind kind, String name, int shard) {
    static final int FIRST_SHARD = Shards.COUNT;
    static final int LAST_SHARD = 127;

    static final int MOST = LAST_SHARD - FIRST_SHARD + 1;

    /** As targets are written in the audit trail. */
    String target() {
        return target(kind, name);
    }

    static String target(PauseKind kind, String name) {
        return switch (kind) {
                    case TOPIC -> "topic ";
                    case GROUP -> "group ";
                    case APPLICATION -> "application ";
                }
                + name;
    }
}
