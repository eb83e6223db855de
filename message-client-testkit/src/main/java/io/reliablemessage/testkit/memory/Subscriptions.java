package io.reliablemessage.testkit.memory;

import io.reliablemessage.client.ServiceRefusedException;
import io.reliablemessage.protocol.MessageLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who is subscribed to what. A group's name belongs to the application that subscribed it first, on whatever topic. */
final class Subscriptions {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private final Map<String, Map<String, Subscription>> byTopic = new LinkedHashMap<>();
    private final Map<String, String> owners = new LinkedHashMap<>();

    /** @param tags {@code null} for all */
    record Subscription(
            String group, String application, @Nullable List<String> tags) {
        boolean selects(@Nullable String tag) {
            return tags == null || (tag != null && tags.contains(tag));
        }
    }

    void subscribe(String application, String topic, String group, @Nullable String tags) {
        if (!NAME.matcher(group).matches()) {
            throw new ServiceRefusedException(400, "group", "group must be 1 to 64 letters, digits, '_' or '-'");
        }
        List<String> selected = tags(tags);
        String owner = owners.computeIfAbsent(group, name -> application);
        if (!owner.equals(application)) {
            throw new ServiceRefusedException(403, "group", "group belongs to another application");
        }
        Map<String, Subscription> groups = byTopic.computeIfAbsent(topic, name -> new LinkedHashMap<>());
        if (!groups.containsKey(group) && groups.size() >= MessageLimits.MAX_GROUPS_PER_TOPIC) {
            throw new ServiceRefusedException(
                    409, "group", "cannot subscribe: the topic has had " + MessageLimits.MAX_GROUPS_PER_TOPIC);
        }
        groups.put(group, new Subscription(group, application, selected));
    }

    private static @Nullable List<String> tags(@Nullable String given) {
        if (given == null || given.trim().equals("*")) {
            return null;
        }
        List<String> tags =
                Arrays.stream(given.split("\\|\\|", -1)).map(String::trim).collect(Collectors.toList());
        if (!tags.stream().allMatch(tag -> TAG.matcher(tag).matches())) {
            throw new ServiceRefusedException(
                    400, "tags", "tags must be tags of 1 to 64 letters, digits, '_', '.' or '-', joined by '||'");
        }
        return tags;
    }

    /** The groups that a message with this tag, or without one, is for. */
    List<Subscription> of(String topic, @Nullable String tag) {
        List<Subscription> selecting =
                new ArrayList<>(byTopic.getOrDefault(topic, Map.of()).values());
        selecting.removeIf(subscription -> !subscription.selects(tag));
        return selecting;
    }

    Optional<Subscription> find(String topic, String group) {
        return Optional.ofNullable(byTopic.getOrDefault(topic, Map.of()).get(group));
    }
}
