package io.reliablemessage.client.internal.event;

import io.reliablemessage.client.InvalidEventException;
import io.reliablemessage.client.Message;
import io.reliablemessage.client.ReliableEvent;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.InvalidKeyException;
import io.reliablemessage.protocol.KeyField;
import io.reliablemessage.protocol.MessageLimits;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.context.ApplicationEvent;
import org.springframework.util.StringValueResolver;

/** How events of one class become messages. */
record EventDefinition(String topic, String tag, List<KeyPath> key, boolean unique) {
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9_-]{1," + MessageLimits.MAX_TOPIC_LENGTH + "}");
    private static final Pattern TAG =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9_.-]{0," + (MessageLimits.MAX_TAG_LENGTH - 1) + "})?");

    /** @throws InvalidEventException if the annotation makes no sense */
    static EventDefinition of(Class<?> event, ReliableEvent annotation, StringValueResolver placeholders) {
        if (ApplicationEvent.class.isAssignableFrom(event)) {
            throw new InvalidEventException(
                    event,
                    "is an ApplicationEvent, whose source would be a part of the payload; publish a record or plain class");
        }
        String topic = resolved(event, "topic", annotation.topic(), placeholders);
        if (!TOPIC.matcher(topic).matches()) {
            throw new InvalidEventException(
                    event,
                    "has the topic '" + topic + "'; a topic is 1 to " + MessageLimits.MAX_TOPIC_LENGTH
                            + " letters, digits, '_' or '-'");
        }
        String tag = resolved(event, "tag", annotation.tag(), placeholders);
        if (!TAG.matcher(tag).matches()) {
            throw new InvalidEventException(
                    event,
                    "has the tag '" + tag + "'; a tag is 1 to " + MessageLimits.MAX_TAG_LENGTH
                            + " letters, digits, '_', '.' or '-', the first one a letter or digit");
        }
        if (annotation.unique() && annotation.key().length == 0) {
            throw new InvalidEventException(event, "is unique, but has no key");
        }
        return new EventDefinition(topic, tag, key(event, annotation.key()), annotation.unique());
    }

    private static String resolved(Class<?> event, String attribute, String text, StringValueResolver placeholders) {
        try {
            return String.valueOf(placeholders.resolveStringValue(text));
        } catch (IllegalArgumentException e) {
            throw new InvalidEventException(event, "has the " + attribute + " '" + text + "': " + e.getMessage());
        }
    }

    private static List<KeyPath> key(Class<?> event, String[] texts) {
        if (texts.length == 0) {
            return List.of();
        }
        try {
            List<KeyPath> paths =
                    Arrays.stream(texts).map(text -> KeyPath.of(event, text)).toList();
            BusinessKey.of(
                    paths.stream().map(path -> new KeyField(path.name(), "any")).toList());
            return paths;
        } catch (InvalidKeyException e) {
            throw new InvalidEventException(event, "has the key " + Arrays.toString(texts) + ": " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new InvalidEventException(event, String.valueOf(e.getMessage()));
        }
    }

    /** @throws io.reliablemessage.client.InvalidMessageException if a part of the key is missing */
    Message messageOf(Object event) {
        Message message = Message.to(topic).payload(event);
        if (!key.isEmpty()) {
            message = message.key(BusinessKey.of(key.stream()
                    .map(path -> new KeyField(path.name(), path.textOf(event)))
                    .toList()));
        }
        if (!tag.isEmpty()) {
            message = message.tag(tag);
        }
        return unique ? message.unique() : message;
    }
}
