package io.reliablemessage.testkit;

import io.reliablemessage.testkit.memory.MessageView;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import tools.jackson.databind.json.JsonMapper;

/** Takes down everything by which the effect of a run is known, and puts the tables back. */
final class Photographer {
    private final Kit kit;
    private final ObjectProvider<DataSource> dataSources;
    private final Map<JdbcDatabase, Photograph> before = new LinkedHashMap<>();
    private List<JdbcDatabase> databases = List.of();

    Photographer(Kit kit, ObjectProvider<DataSource> dataSources) {
        this.kit = kit;
        this.dataSources = dataSources;
    }

    /** Remembers how the tables are now. */
    void remember(int maxRows) {
        if (databases.isEmpty()) {
            databases = dataSources.stream()
                    .map(Photographer::unwrap)
                    .distinct()
                    .map(JdbcDatabase::new)
                    .toList();
        }
        before.clear();
        databases.forEach(database -> before.put(database, database.take(maxRows)));
    }

    /** Two beans may be one {@code DataSource}. */
    private static DataSource unwrap(DataSource dataSource) {
        if (dataSource instanceof DelegatingDataSource delegating && delegating.getTargetDataSource() != null) {
            return unwrap(delegating.getTargetDataSource());
        }
        return dataSource;
    }

    /** Makes the tables what they were when they were remembered. */
    void putBack(int maxRows) {
        before.forEach((database, photograph) -> database.putBack(photograph, database.take(maxRows)));
    }

    /** How things are now, in words that are the same for the same effect. */
    Effect effect(Ignored ignored, int maxRows) {
        UnaryOperator<String> values = withoutMessageIds();
        Map<String, Effect.Rows> tables = new LinkedHashMap<>();
        for (JdbcDatabase database : databases) {
            database.take(maxRows).rows().forEach((table, rows) -> {
                if (!table.isOfSdk()) {
                    tables.put(
                            table.name(),
                            new Effect.Rows(
                                    keyOf(table, ignored),
                                    rows.stream()
                                            .map(row -> Photograph.comparable(table, row, ignored, values))
                                            .toList()));
                }
            });
        }
        JsonMapper json = JsonMapper.shared();
        tables.put(
                "messages sent",
                lines(kit.sent().stream()
                        .map(message -> values.apply(new SentMessage(message.content(), json).toString()))
                        .toList()));
        tables.put(
                "outside effects",
                lines(kit.outside().all().stream().map(values).toList()));
        return new Effect(tables);
    }

    private static List<String> keyOf(Table table, Ignored ignored) {
        boolean tells = table.columns().stream()
                .filter(column -> table.primaryKey().contains(column.name()))
                .allMatch(column -> column.kind() == Table.Kind.CONTENT && !ignored.is(table.name(), column.name()));
        return tells ? table.primaryKey() : List.of();
    }

    private static Effect.Rows lines(List<String> lines) {
        return new Effect.Rows(
                List.of(), lines.stream().map(line -> Map.of("", line)).toList());
    }

    /** Message ids are others in each run, wherever the application has written them. */
    private UnaryOperator<String> withoutMessageIds() {
        List<String> ids = new ArrayList<>();
        for (MessageView message : kit.book().messages()) {
            UUID id = message.content().id();
            ids.add(id.toString());
            ids.add(HexFormat.of()
                    .formatHex(ByteBuffer.allocate(16)
                            .putLong(id.getMostSignificantBits())
                            .putLong(id.getLeastSignificantBits())
                            .array()));
        }
        return text -> {
            String shown = text;
            for (String id : ids) {
                shown = shown.replace(id, "(message id)");
            }
            return shown;
        };
    }
}
