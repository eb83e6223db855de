package io.reliablemessage.service.security;

import java.util.List;
import java.util.function.BiFunction;

/**
 * A POST that applications make for every few messages. {@link DirectCalls} takes it to its work by the shortest way.
 *
 * @param path with a leading slash and without variables; {@code SecurityConfiguration} opens it to applications
 * @param body what its JSON is read into
 * @param work what is done, with the result that is answered as JSON; what it throws is answered as anywhere else
 */
public record DirectCall<T>(String path, Class<T> body, BiFunction<T, Caller, Object> work) {

    /** A controller with such calls; it has them among its mappings, too. */
    public interface Source {
        List<DirectCall<?>> directCalls();
    }
}
