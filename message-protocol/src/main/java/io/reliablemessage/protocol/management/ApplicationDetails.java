package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An application as the API shows it.
 *
 * @param checkUrl where check-backs go; left out: it cannot be asked, so it may submit but not prepare
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApplicationDetails(
        String name, String description, @Nullable String checkUrl, Instant createdAt) {}
