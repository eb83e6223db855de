package io.reliablemessage.client.internal.event;

import io.reliablemessage.client.InvalidEventException;
import io.reliablemessage.client.ReliableEvent;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import org.springframework.util.ConcurrentReferenceHashMap;
import org.springframework.util.StringValueResolver;

/** Which classes are reliable events; each is looked at once. */
public final class EventDefinitions {
    private final StringValueResolver placeholders;
    private final Map<Class<?>, Optional<EventDefinition>> known = new ConcurrentReferenceHashMap<>();

    /** @param placeholders resolves topics and tags */
    public EventDefinitions(StringValueResolver placeholders) {
        this.placeholders = placeholders;
    }

    static boolean isAnnotated(Class<?> type) {
        return AnnotatedElementUtils.hasAnnotation(type, ReliableEvent.class);
    }

    /**
     * Empty if events of the class are not to be sent.
     *
     * @throws InvalidEventException if the class has an annotation that makes no sense
     */
    Optional<EventDefinition> of(Class<?> type) {
        return known.computeIfAbsent(
                type,
                one -> Optional.ofNullable(AnnotatedElementUtils.findMergedAnnotation(one, ReliableEvent.class))
                        .map(annotation -> EventDefinition.of(one, annotation, placeholders)));
    }

    /**
     * Looks for annotated classes, so that mistakes show at the start and not with the first event. Events of libraries, outside of
     * these packages, are found when they are published.
     *
     * @throws InvalidEventException if one of them makes no sense
     */
    public void check(Collection<String> packages, @Nullable ClassLoader classes) {
        AnyClass scan = new AnyClass();
        scan.addIncludeFilter(new AnnotationTypeFilter(ReliableEvent.class));
        packages.stream()
                .flatMap(one -> scan.findCandidateComponents(one).stream())
                .forEach(found -> of(ClassUtils.resolveClassName(String.valueOf(found.getBeanClassName()), classes)));
    }

    /** Interfaces and inner classes as well, since none of them is to become a bean. */
    private static final class AnyClass extends ClassPathScanningCandidateComponentProvider {
        AnyClass() {
            super(false);
        }

        @Override
        protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
            return true;
        }
    }
}
