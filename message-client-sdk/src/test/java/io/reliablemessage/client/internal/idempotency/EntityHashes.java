package io.reliablemessage.client.internal.idempotency;

import io.reliablemessage.protocol.BusinessKey;

/** What the rows of entities are found by, for tests of other packages. */
public final class EntityHashes {
    private EntityHashes() {}

    public static byte[] of(String group, BusinessKey entity) {
        return IdempotencyKey.ofEntity(group, entity).hash();
    }
}
