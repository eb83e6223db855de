package io.reliablemessage.client.internal.reconciliation;

import io.reliablemessage.client.ReconciledAmount;
import io.reliablemessage.client.ReconciledEffect;
import io.reliablemessage.client.ReconciledFact;
import io.reliablemessage.client.ReconciledKey;
import io.reliablemessage.client.ReconciledTime;
import io.reliablemessage.client.ReconciliationSource;
import io.reliablemessage.client.internal.SetupException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.metamodel.Attribute;
import jakarta.persistence.metamodel.EmbeddableType;
import jakarta.persistence.metamodel.EntityType;
import jakarta.persistence.metamodel.ManagedType;
import jakarta.persistence.metamodel.SingularAttribute;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.time.Clock;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/** Makes sources of the entities that are annotated as books. */
final class EntityBooks {
    private EntityBooks() {}

    /**
     * @param entities joins the transaction that is under way
     * @throws SetupException if a book lacks its time or its key, or is kept for no possible time
     */
    static List<ReconciliationSource> of(EntityManagerFactory factory, EntityManager entities, Clock clock) {
        List<ReconciliationSource> sources = new ArrayList<>();
        for (EntityType<?> type : factory.getMetamodel().getEntities()) {
            ReconciledFact fact = type.getJavaType().getAnnotation(ReconciledFact.class);
            if (fact != null) {
                sources.add(source(
                        entities,
                        type,
                        new EntitySource.Declared(
                                fact.topic(),
                                null,
                                type.getName(),
                                fact.condition(),
                                kept(type, fact.topic(), fact.kept(), clock)),
                        List.of(fact.key())));
            }
            ReconciledEffect effect = type.getJavaType().getAnnotation(ReconciledEffect.class);
            if (effect != null) {
                sources.add(source(
                        entities,
                        type,
                        new EntitySource.Declared(
                                effect.topic(),
                                effect.group(),
                                type.getName(),
                                effect.condition(),
                                kept(type, effect.topic(), effect.kept(), clock)),
                        List.of(effect.key())));
            }
        }
        return sources;
    }

    private static @Nullable Kept kept(EntityType<?> type, String topic, String declared, Clock clock) {
        try {
            return declared.isEmpty() ? null : new Kept(Duration.parse(declared), clock);
        } catch (DateTimeParseException | IllegalArgumentException e) {
            throw new SetupException(
                    "Entity " + type.getJavaType().getName() + " is a book of topic '" + topic + "' that is kept for '"
                            + declared + "'",
                    "It must be an ISO duration of 1 day to 36,500 days, such as P90D, or left out.");
        }
    }

    private static ReconciliationSource source(
            EntityManager entities, EntityType<?> type, EntitySource.Declared declared, List<String> order) {
        Map<String, Path> keys = new LinkedHashMap<>();
        List<Path> times = new ArrayList<>();
        List<Path> amounts = new ArrayList<>();
        collect(type, "e", (path, annotated) -> {
            find(annotated, ReconciledKey.class).ifPresent(key -> keys.put(key.value(), path));
            find(annotated, ReconciledTime.class).ifPresent(time -> times.add(path));
            find(annotated, ReconciledAmount.class).ifPresent(amount -> amounts.add(path));
        });
        String name = type.getJavaType().getName();
        if (times.size() != 1 || amounts.size() > 1 || keys.isEmpty()) {
            throw new SetupException(
                    "Entity " + name + " is a book of topic '" + declared.topic() + "' with " + times.size()
                            + " @ReconciledTime, " + keys.size() + " @ReconciledKey and " + amounts.size()
                            + " @ReconciledAmount attributes",
                    "It needs one time, one key or more, and at most one amount.");
        }
        return new EntitySource(
                entities, declared, parts(name, order, keys), times.get(0), amounts.isEmpty() ? null : amounts.get(0));
    }

    private static List<EntitySource.Part> parts(String name, List<String> order, Map<String, Path> keys) {
        List<String> names = order.isEmpty() ? List.copyOf(keys.keySet()) : order;
        if (order.isEmpty() && keys.size() > 1) {
            throw new SetupException(
                    "Entity " + name + " has several @ReconciledKey attributes " + keys.keySet(),
                    "Name them in the annotation's key in the order in which the message's key has them.");
        }
        List<EntitySource.Part> parts = new ArrayList<>();
        for (String field : names) {
            Path path = keys.get(field);
            if (path != null) {
                parts.add(new EntitySource.Part(field, path, null));
                continue;
            }
            KeyPart constant = field.contains("=") ? KeyPart.of(field) : new KeyPart(field, null, null);
            if (constant.constant() == null) {
                throw new SetupException(
                        "Entity " + name + " names the key field '" + field + "'",
                        "Annotate an attribute with @ReconciledKey(\"" + field + "\"), or write " + field
                                + "='value' for a constant.");
            }
            parts.add(new EntitySource.Part(constant.field(), null, constant.constant()));
        }
        return parts;
    }

    /**
     * An attribute.
     *
     * @param expression in JPQL
     */
    record Path(String expression, Class<?> type) {}

    private interface Visitor {
        void visit(Path path, List<AnnotatedElement> annotated);
    }

    private static void collect(ManagedType<?> type, String prefix, Visitor visitor) {
        for (SingularAttribute<?, ?> attribute : type.getSingularAttributes()) {
            String path = prefix + "." + attribute.getName();
            if (attribute.getPersistentAttributeType() == Attribute.PersistentAttributeType.EMBEDDED
                    && attribute.getType() instanceof EmbeddableType<?> embedded) {
                collect(embedded, path, visitor);
            } else {
                visitor.visit(new Path(path, attribute.getJavaType()), annotated(attribute));
            }
        }
    }

    /** Whether the provider reads fields or methods, the annotation may be on the field. */
    private static List<AnnotatedElement> annotated(SingularAttribute<?, ?> attribute) {
        List<AnnotatedElement> all = new ArrayList<>();
        Member member = attribute.getJavaMember();
        if (member instanceof AnnotatedElement element) {
            all.add(element);
        }
        if (!(member instanceof Field) && member != null) {
            Field field = ReflectionUtils.findField(member.getDeclaringClass(), attribute.getName());
            if (field != null) {
                all.add(field);
            }
        }
        return all;
    }

    private static <A extends Annotation> Optional<A> find(List<AnnotatedElement> annotated, Class<A> type) {
        return annotated.stream()
                .map(each -> each.getAnnotation(type))
                .filter(java.util.Objects::nonNull)
                .findFirst();
    }
}
