package io.reliablemessage.service.health;

import io.reliablemessage.protocol.management.Overview;
import io.reliablemessage.service.application.Subscription;
import io.reliablemessage.service.application.TopicCatalog;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The ages per topic and group. Dead letters are exact. Of what waits for a word, a delivery or a receipt, the first and the last due of each
 * shard are looked at: exact while no more waits than that; beyond it, a topic of which little waits may be missing behind one of which
 * much does.
 */
@Component
class OverviewLines {
    private static final int MOST_LINES = 200;

    private final JdbcOverview figures;
    private final TopicCatalog topics;

    OverviewLines(JdbcOverview figures, TopicCatalog topics) {
        this.figures = figures;
        this.topics = topics;
    }

    List<Overview.Line> read() {
        Map<Key, Found> found = new HashMap<>();
        figures.unconfirmed().forEach(age -> at(found, age.topicId(), null).unconfirmed = age.millis());
        figures.unsent().forEach(age -> at(found, age.topicId(), null).unsent = age.millis());
        figures.unreceipted().forEach(age -> {
            for (long rest = age.groups(); rest != 0; rest &= rest - 1) {
                Subscription group = topics.bySubscription(age.topicId(), Long.numberOfTrailingZeros(rest));
                Found line = at(found, age.topicId(), group.group());
                line.unreceipted = line.unreceipted == null ? age.millis() : Math.max(line.unreceipted, age.millis());
            }
        });
        figures.openDeadLetters()
                .forEach(age -> topics.subscriptionById(age.subscriptionId()).ifPresent(group -> {
                    Found line = at(found, group.topicId(), group.group());
                    line.openDeadLetter = age.millis();
                    line.subscriptionId = group.id();
                }));
        List<Found> oldest = found.values().stream()
                .sorted(Comparator.comparingLong(Found::oldest).reversed())
                .limit(MOST_LINES)
                .toList();
        Map<Integer, Overview.Count> cases = figures.openDeadLettersOf(oldest.stream()
                .map(line -> line.subscriptionId)
                .filter(Objects::nonNull)
                .toList());
        return oldest.stream().map(line -> line(line, cases)).toList();
    }

    private static Found at(Map<Key, Found> found, int topicId, @Nullable String group) {
        return found.computeIfAbsent(new Key(topicId, group), Found::new);
    }

    private Overview.Line line(Found found, Map<Integer, Overview.Count> cases) {
        return new Overview.Line(
                topics.byId(found.key.topicId()).name(),
                found.key.group(),
                new Overview.Ages(found.unconfirmed, found.unsent, found.unreceipted, found.openDeadLetter),
                cases.getOrDefault(
                        found.subscriptionId == null ? -1 : found.subscriptionId, new Overview.Count(0, false)));
    }

    private record Key(int topicId, @Nullable String group) {}

    /** One line in the making. */
    private static final class Found {
        private final Key key;
        private @Nullable Long unconfirmed;
        private @Nullable Long unsent;
        private @Nullable Long unreceipted;
        private @Nullable Long openDeadLetter;
        private @Nullable Integer subscriptionId;

        Found(Key key) {
            this.key = key;
        }

        long oldest() {
            return Stream.of(unconfirmed, unsent, unreceipted, openDeadLetter)
                    .filter(Objects::nonNull)
                    .mapToLong(Long::longValue)
                    .max()
                    .orElse(0);
        }
    }
}
