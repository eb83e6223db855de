package io.reliablemessage.service.outbox;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.KeyField;
import io.reliablemessage.service.application.Subscribers;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message about to be stored.
 *
 * @param delivery {@code null} to store it as PREPARED, otherwise as CONFIRMED with this first delivery
 * @param receivers how many groups' receipts the row is to have room for, so that it need not grow with them
 */
record NewRow(MessageContent content, @Nullable FirstDelivery delivery, int receivers) {
    /** What an entry of {@code receipt_log} takes, and what the column takes. */
    private static final int RECEIPT_LENGTH = 40;

    private static final int RECEIPTS_LENGTH = 4_000;
    private static final int USUAL_RECEIVERS = 2;

    /**
     * Sets the parameters of one row of the insert, in the order of its columns.
     *
     * @param first the number of the first one
     * @return the number of the next row's first one
     */
    int bind(PreparedStatement statement, int first) throws SQLException {
        Parameters row = new Parameters(statement, first);
        BusinessKey key = content.key();
        row.bytes(Ids.toBytes(content.id()));
        row.number(content.applicationId());
        row.number(content.topic().id());
        row.text(delivery == null ? "PREPARED" : "CONFIRMED");
        row.text(content.tag());
        row.text(key == null ? null : key.toString());
        row.bytes(key == null ? null : key.sha256());
        List<KeyField> fields = key == null ? List.of() : key.fields();
        for (int i = 0; i < BusinessKey.MAX_FIELDS; i++) {
            row.bytes(i < fields.size() ? BusinessKey.valueHash(fields.get(i).value()) : null);
        }
        row.text(content.headers());
        row.text(content.orderingKey());
        row.text(content.contentType());
        row.bytes(content.hash());
        row.bytes(content.payload());
        row.time(content.deliverAt());
        row.number(content.delayMillis());
        row.time(content.expiresAt());
        row.text(content.scheduleMillis());
        row.number(content.maxAttempts());
        row.number(Shards.of(content.id()));
        long dueInMillis = delivery == null ? content.topic().checkGrace().toMillis() : delivery.dueInMillis();
        row.number(dueInMillis * 1_000);
        row.time(delivery == null ? null : content.expiresAt());
        long groups = delivery == null ? 0 : Subscribers.positions(delivery.groups());
        row.number(delivery == null ? 0 : delivery.attempts());
        row.number(groups);
        row.number(groups);
        row.number(Math.min(RECEIPTS_LENGTH, RECEIPT_LENGTH * Math.max(USUAL_RECEIVERS, receivers)));
        return row.next;
    }

    /** Sets one parameter after the other, by its type, so that the driver need not find it out for each of thousands. */
    private static final class Parameters {
        private final PreparedStatement statement;
        private int next;

        Parameters(PreparedStatement statement, int first) {
            this.statement = statement;
            this.next = first;
        }

        void bytes(byte @Nullable [] value) throws SQLException {
            if (value == null) {
                statement.setNull(next++, Types.VARBINARY);
            } else {
                statement.setBytes(next++, value);
            }
        }

        void text(@Nullable String value) throws SQLException {
            statement.setString(next++, value);
        }

        void number(@Nullable Number value) throws SQLException {
            if (value == null) {
                statement.setNull(next++, Types.BIGINT);
            } else {
                statement.setLong(next++, value.longValue());
            }
        }

        void time(@Nullable Instant value) throws SQLException {
            if (value == null) {
                statement.setNull(next++, Types.TIMESTAMP);
            } else {
                statement.setObject(next++, Times.toColumn(value));
            }
        }
    }
}
