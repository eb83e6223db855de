package io.reliablemessage.benchmarks.path;

import io.reliablemessage.protocol.BusinessKey;
import java.util.UUID;

/** What a first version would do: each step a transaction that changes one row. */
final class NaivePath implements Path {
    private final JdbcNaivePath rows;

    NaivePath(JdbcNaivePath rows) {
        this.rows = rows;
    }

    @Override
    public void pass(PathNode.Target target) {
        UUID id = Ids.next();
        BusinessKey key = BusinessKey.of("merchantNo", "M1").and("orderNo", id.toString());
        rows.prepare(id, target, key);
        rows.confirm(id);
        rows.claim(id);
        rows.sent(id);
        rows.consume(id);
    }
}
