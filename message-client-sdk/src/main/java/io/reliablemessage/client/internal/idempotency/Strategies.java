package io.reliablemessage.client.internal.idempotency;

import io.reliablemessage.client.internal.schema.JdbcTables;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;

/** Makes the strategy for what a listener declares, of the stores that the application has. */
public final class Strategies implements AutoCloseable {
    private final @Nullable Database database;
    private final @Nullable Flags flags;
    private final @Nullable Leases leases;
    private final ResultWriter results;

    /**
     * @param database {@code null} where there is none
     * @param flags {@code null} where there is no Redis
     */
    public Strategies(@Nullable Database database, @Nullable Flags flags, ResultWriter results) {
        this.database = database;
        this.flags = flags;
        this.leases = flags == null ? null : new Leases(flags);
        this.results = results;
    }

    /**
     * The business database.
     *
     * @param patience how long a delivery waits for another one of the same key or entity
     */
    public record Database(
            TransactionOperations transactions, JdbcTables tables, JdbcIdempotencyRecords records, Duration patience) {}

    /** What the application lacks for it, as the end of a sentence; empty if nothing. */
    public Optional<String> missing(Protection protection) {
        if (protection instanceof Protection.Flag flag) {
            if (flags == null) {
                return Optional.of("there is no RedisConnectionFactory");
            }
            if (!flag.inTable()) {
                return Optional.empty();
            }
        }
        return database == null ? Optional.of("there is no DataSource or no transaction manager") : Optional.empty();
    }

    /**
     * @throws IllegalStateException if something is {@link #missing}
     * @throws io.reliablemessage.client.internal.schema.MissingTableException if its tables are not there
     */
    public Strategy strategy(Protection protection) {
        if (protection instanceof Protection.Flag flag) {
            return flagged(flag);
        }
        Database present = database();
        if (protection instanceof Protection.Query query) {
            present.tables().require("rm_key_lock", "V8__key_lock.sql");
            return new BusinessQueryStrategy(
                    present.transactions(),
                    present.records(),
                    new JdbcKeyLocks(
                            present.tables().dataSource(), present.tables().dialect(), present.patience()),
                    query.key());
        }
        if (protection instanceof Protection.States states) {
            present.tables().require("rm_entity_state", "V5__entity_state.sql");
            return dedup(present, states.key(), states(present, states), states.keepsResult());
        }
        if (protection instanceof Protection.Versions versions) {
            present.tables().require("rm_entity_version", "V6__entity_version.sql");
            return dedup(present, versions.key(), versions(present, versions), versions.keepsResult());
        }
        Protection.Table table = (Protection.Table) protection;
        return dedup(present, table.key(), Condition.ALWAYS, table.keepsResult());
    }

    private Database database() {
        if (database == null) {
            throw new IllegalStateException("There is no database");
        }
        return database;
    }

    private Strategy flagged(Protection.Flag flag) {
        if (flags == null || leases == null) {
            throw new IllegalStateException("There is no Redis");
        }
        Strategy behind;
        if (flag.inTable()) {
            behind = dedup(database(), flag.key(), Condition.ALWAYS, flag.keepsResult());
        } else {
            behind = new Unrecorded(
                    database == null ? TransactionOperations.withoutTransaction() : database.transactions());
        }
        return new FlagStrategy(flags, leases, flag, behind);
    }

    private DedupTable dedup(Database present, KeySelection key, Condition condition, boolean keepsResult) {
        present.tables().require("rm_idempotency", "V3__idempotency.sql");
        if (keepsResult) {
            present.tables().requireColumn("rm_idempotency", "result", "V4__stored_result.sql");
        }
        return new DedupTable(present.transactions(), present.records(), key, condition, keepsResult ? results : null);
    }

    private static Condition states(Database present, Protection.States states) {
        return new EntityCondition<>(
                states.entity(),
                JdbcEntities.states(
                        present.tables().dataSource(), present.tables().dialect(), present.patience()),
                new StateRule(states.field(), states.order(), states.waits()));
    }

    private static Condition versions(Database present, Protection.Versions versions) {
        return new EntityCondition<>(
                versions.entity(),
                JdbcEntities.versions(
                        present.tables().dataSource(), present.tables().dialect(), present.patience()),
                new VersionRule(versions.field(), versions.waits(), versions.first()));
    }

    /** Renews nothing any more. */
    @Override
    public void close() {
        if (leases != null) {
            leases.close();
        }
    }
}
