package io.reliablemessage.client.internal.reconciliation;

import io.reliablemessage.client.ReconciliationEntry;
import io.reliablemessage.client.ReconciliationSource;
import io.reliablemessage.client.internal.reconciliation.EntityBooks.Path;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.KeyField;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.orm.jpa.EntityManagerFactoryUtils;

/** A book over a JPA entity: single columns by JPQL, so that no entity is loaded and none is kept. */
final class EntitySource implements ReconciliationSource {
    private static final int KEYS_AT_ONCE = 100;
    private static final int MAX_FOUND = 20_000;
    private static final int FETCH_SIZE = 1_000;

    private final EntityManager entities;
    private final Declared declared;
    private final List<Part> key;
    private final Path time;
    private final @Nullable Path amount;

    /**
     * What the annotation says.
     *
     * @param condition empty: all entities are in the book
     * @param kept how long entities are; {@code null}: for ever
     */
    record Declared(
            String topic,
            @Nullable String group,
            String entity,
            String condition,
            @Nullable Kept kept) {}

    /** @param path {@code null}: the field has the same value in all keys */
    record Part(String field, @Nullable Path path, @Nullable String constant) {}

    EntitySource(EntityManager entities, Declared declared, List<Part> key, Path time, @Nullable Path amount) {
        this.entities = entities;
        this.declared = declared;
        this.key = List.copyOf(key);
        this.time = time;
        this.amount = amount;
        times(Instant.EPOCH); // Refuses a type that is no time.
    }

    @Override
    public String topic() {
        return declared.topic();
    }

    @Override
    public @Nullable String group() {
        return declared.group();
    }

    @Override
    public boolean hasAmounts() {
        return amount != null;
    }

    @Override
    public Optional<Instant> keptSince() {
        return Optional.ofNullable(declared.kept()).map(Kept::since);
    }

    @Override
    public Stream<ReconciliationEntry> entries(Instant from, Instant to, int limit) {
        Query query = entities.createQuery(select() + " AND " + time.expression() + " >= :from AND " + time.expression()
                + " < :to ORDER BY " + time.expression());
        query.setParameter("from", times(from));
        query.setParameter("to", times(to));
        query.setMaxResults(limit);
        query.setHint("org.hibernate.fetchSize", FETCH_SIZE);
        return rows(query);
    }

    @SuppressWarnings("unchecked") // Several columns are an array.
    private Stream<ReconciliationEntry> rows(Query query) {
        return translated(() -> ((Stream<Object[]>) query.getResultStream()).map(this::entry));
    }

    private static <T> T translated(java.util.function.Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            RuntimeException known = EntityManagerFactoryUtils.convertJpaAccessExceptionIfPossible(e);
            throw known == null ? e : known;
        }
    }

    @Override
    public List<ReconciliationEntry> find(Collection<BusinessKey> keys) {
        Set<BusinessKey> wanted = new HashSet<>(keys);
        List<List<Object>> possible = wanted.stream()
                .map(this::values)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
        List<ReconciliationEntry> found = new ArrayList<>();
        int read = 0;
        for (int i = 0; i < possible.size(); i += KEYS_AT_ONCE) {
            Query query = lookUp(possible.subList(i, Math.min(i + KEYS_AT_ONCE, possible.size())));
            try (Stream<ReconciliationEntry> rows = rows(query)) {
                // Those that the database takes for equal count, too: see JdbcReconciliationSource.
                for (Iterator<ReconciliationEntry> each = rows.iterator(); each.hasNext(); read++) {
                    ReconciliationEntry entry = each.next();
                    if (wanted.contains(entry.key())) {
                        found.add(entry);
                    }
                }
            }
            if (read > MAX_FOUND) {
                throw new InvalidDataAccessApiUsageException(
                        this + " has more than " + MAX_FOUND + " entities for " + keys.size()
                                + " keys; it lacks a field of the key, or a column's collation takes different keys for equal");
            }
        }
        return found;
    }

    private Query lookUp(List<List<Object>> keys) {
        List<Path> paths = paths();
        List<String> ors = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            int number = i;
            List<String> ands = new ArrayList<>();
            for (int j = 0; j < paths.size(); j++) {
                ands.add(paths.get(j).expression() + " = :k" + number + "_" + j);
            }
            ors.add("(" + String.join(" AND ", ands) + ")");
        }
        Query query = entities.createQuery(
                select() + " AND " + time.expression() + " IS NOT NULL AND (" + String.join(" OR ", ors) + ")");
        for (int i = 0; i < keys.size(); i++) {
            for (int j = 0; j < paths.size(); j++) {
                query.setParameter("k" + i + "_" + j, keys.get(i).get(j));
            }
        }
        query.setMaxResults(MAX_FOUND + 1);
        return query;
    }

    private List<Path> paths() {
        return key.stream()
                .map(Part::path)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }

    private String select() {
        List<String> columns = new ArrayList<>();
        columns.add(time.expression());
        paths().forEach(path -> columns.add(path.expression()));
        if (amount != null) {
            columns.add(amount.expression());
        }
        return "SELECT " + String.join(", ", columns) + " FROM " + declared.entity() + " e WHERE "
                + (declared.condition().isBlank() ? "1 = 1" : "(" + declared.condition() + ")")
                + paths().stream()
                        .map(path -> " AND " + path.expression() + " IS NOT NULL")
                        .collect(Collectors.joining());
    }

    private ReconciliationEntry entry(Object[] row) {
        List<KeyField> fields = new ArrayList<>();
        int next = 1;
        for (Part part : key) {
            fields.add(new KeyField(
                    part.field(), part.path() == null ? String.valueOf(part.constant()) : String.valueOf(row[next++])));
        }
        BigDecimal value = amount == null || row[next] == null ? null : new BigDecimal(String.valueOf(row[next]));
        return ReconciliationEntry.of(BusinessKey.of(fields), instant(row[0])).withAmount(value);
    }

    /** The values of the key's attributes; {@code null} if no entity can have the key. */
    private @Nullable List<Object> values(BusinessKey wanted) {
        if (wanted.fields().size() != key.size()) {
            return null;
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            Part part = key.get(i);
            KeyField field = wanted.fields().get(i);
            if (!field.name().equals(part.field())
                    || (part.path() == null && !field.value().equals(part.constant()))) {
                return null;
            }
            if (part.path() != null) {
                Object value = value(part.path().type(), field.value());
                if (value == null) {
                    return null;
                }
                values.add(value);
            }
        }
        return values;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // The enum's own constants.
    private static @Nullable Object value(Class<?> type, String text) {
        try {
            if (type == String.class) {
                return text;
            } else if (type == Long.class || type == long.class) {
                return Long.valueOf(text);
            } else if (type == Integer.class || type == int.class) {
                return Integer.valueOf(text);
            } else if (type == Short.class || type == short.class) {
                return Short.valueOf(text);
            } else if (type == BigDecimal.class) {
                return new BigDecimal(text);
            } else if (type == UUID.class) {
                return UUID.fromString(text);
            } else if (type.isEnum()) {
                return Enum.valueOf((Class<? extends Enum>) type, text);
            }
        } catch (IllegalArgumentException e) {
            return null;
        }
        throw new InvalidDataAccessApiUsageException("A @ReconciledKey attribute is a " + type.getName()
                + "; it must be a text, a number, a UUID or an enum");
    }

    private Object times(Instant at) {
        Class<?> type = time.type();
        if (type == Instant.class) {
            return at;
        } else if (type == LocalDateTime.class) {
            return LocalDateTime.ofInstant(at, ZoneOffset.UTC);
        } else if (type == OffsetDateTime.class) {
            return at.atOffset(ZoneOffset.UTC);
        } else if (type == ZonedDateTime.class) {
            return at.atZone(ZoneOffset.UTC);
        } else if (Date.class.isAssignableFrom(type)) {
            return Date.from(at);
        } else if (type == Long.class || type == long.class) {
            return at.toEpochMilli();
        }
        throw new InvalidDataAccessApiUsageException("The @ReconciledTime attribute " + time.expression() + " of "
                + declared.entity() + " is a " + type.getName() + ", which is no time");
    }

    private static Instant instant(Object value) {
        if (value instanceof LocalDateTime local) {
            return local.toInstant(ZoneOffset.UTC);
        } else if (value instanceof OffsetDateTime offset) {
            return offset.toInstant();
        } else if (value instanceof ZonedDateTime zoned) {
            return zoned.toInstant();
        } else if (value instanceof Date date) {
            return Instant.ofEpochMilli(date.getTime());
        }
        return value instanceof Long millis ? Instant.ofEpochMilli(millis) : (Instant) value;
    }

    @Override
    public String toString() {
        return "entity " + declared.entity();
    }
}
