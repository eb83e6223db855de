package io.reliablemessage.service.pause;

import io.reliablemessage.service.outbox.HeldDeliveries;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The pauses as they were at one moment. */
public final class PausesNow implements HeldDeliveries.Held {
    private final Map<Integer, Pause> ofTopics = new HashMap<>();
    private final Map<Integer, Pause> ofApplications = new HashMap<>();
    private final Map<String, Pause> ofGroups = new HashMap<>();
    private final Set<Integer> shards;

    PausesNow(List<JdbcPauses.Stored> all) {
        for (JdbcPauses.Stored each : all) {
            if (each.inForce()) {
                if (each.topicId() != null) {
                    ofTopics.put(each.topicId(), each.pause());
                } else if (each.applicationId() != null) {
                    ofApplications.put(each.applicationId(), each.pause());
                } else {
                    ofGroups.put(each.pause().name(), each.pause());
                }
            }
        }
        shards = all.stream().map(each -> each.pause().shard()).collect(Collectors.toUnmodifiableSet());
    }

    /** The pause that holds everything of the application on this topic. */
    public Optional<Pause> of(int topicId, int applicationId) {
        Pause pause = ofTopics.get(topicId);
        return Optional.ofNullable(pause != null ? pause : ofApplications.get(applicationId));
    }

    public Optional<Pause> ofApplication(int applicationId) {
        return Optional.ofNullable(ofApplications.get(applicationId));
    }

    public Optional<Pause> ofGroup(String group) {
        return Optional.ofNullable(ofGroups.get(group));
    }

    /** Where something may wait, also of pauses that have ended. */
    public Set<Integer> shards() {
        return shards;
    }

    @Override
    public boolean holdsAll(int topicId, int applicationId) {
        return of(topicId, applicationId).isPresent();
    }

    @Override
    public boolean holds(String group) {
        return ofGroups.containsKey(group);
    }

    @Override
    public boolean holdsAnyGroup() {
        return !ofGroups.isEmpty();
    }
}
