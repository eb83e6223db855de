package io.reliablemessage.console.task;

import io.reliablemessage.console.service.Call;
import io.reliablemessage.console.service.ServiceClient;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Reason;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;

/**
 * The service's tracked jobs of one kind.
 *
 * @param <R> what asks for one
 * @param <T> one as the service shows it
 */
public final class Tasks<R, T> {
    private final ServiceClient service;
    private final String all;
    private final Class<T> type;

    /** @param all the path of their list, in the service */
    public Tasks(ServiceClient service, String all, Class<T> type) {
        this.service = service;
        this.all = all;
        this.type = type;
    }

    /** Newest first. */
    public Page<T> page(@Nullable String cursor) {
        return service.page(Call.to(all).with("cursor", cursor), type);
    }

    public T start(R request) {
        return service.send(HttpMethod.POST, Call.to(all), request, type);
    }

    T get(UUID id) {
        return service.get(Call.to(all + "/{id}", id), type);
    }

    void stop(UUID id, @Nullable String reason) {
        service.send(HttpMethod.POST, Call.to(all + "/{id}/stop", id), new Reason(reason));
    }
}
