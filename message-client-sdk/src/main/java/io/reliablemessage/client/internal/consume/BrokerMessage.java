package io.reliablemessage.client.internal.consume;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as the broker hands it over, before anybody has looked into it.
 *
 * @param properties the user properties
 * @param position where the broker keeps it, for people
 */
public record BrokerMessage(
        String topic, @Nullable String tag, Map<String, String> properties, byte[] body, String position) {}
