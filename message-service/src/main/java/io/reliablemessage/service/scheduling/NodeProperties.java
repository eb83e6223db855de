package io.reliablemessage.service.scheduling;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Which node this is.
 *
 * @param nodeName must differ from every other node's; a fixed one lets a restarted node take its turns back at once. Not given: the
 *     host's name with a random end.
 */
@ConfigurationProperties("reliable-message.service")
record NodeProperties(@Nullable String nodeName) {}
