package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What came of asking an application at its registered address about no message at all.
 *
 * @param reachable whether it answered as an application with the SDK does
 * @param problem what was wrong; left out: nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CheckAddressTrial(
        boolean reachable, long millis, @Nullable String problem) {}
