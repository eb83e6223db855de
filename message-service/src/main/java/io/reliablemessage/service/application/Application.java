package io.reliablemessage.service.application;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A producer, a consumer, or both.
 *
 * @param checkUrl where check-backs go; {@code null}: it cannot be asked, so it may submit but not prepare
 * @param signingKeys one per token that is valid now, newest first; empty if it has none
 */
public record Application(int id, String name, @Nullable URI checkUrl, List<byte[]> signingKeys) {
    public Application {
        signingKeys = List.copyOf(signingKeys);
    }
}
