package io.reliablemessage.console.pause;

import io.reliablemessage.console.service.Call;
import io.reliablemessage.console.service.ServiceClient;
import io.reliablemessage.protocol.management.PauseDetails;
import io.reliablemessage.protocol.management.PauseKind;
import io.reliablemessage.protocol.management.PauseRequest;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;

/** The service's pauses. */
@Component
public class Pauses {
    private static final String ONE = "/v1/pauses/{kind}/{name}";

    private final ServiceClient service;

    Pauses(ServiceClient service) {
        this.service = service;
    }

    /** Those in force, newest first. */
    public List<PauseDetails> all() {
        return service.list(Call.to("/v1/pauses"), PauseDetails.class);
    }

    /** Those that keep back something of a topic: its own, and those of its groups. */
    public List<PauseDetails> ofTopic(String topic, Set<String> groups) {
        return all().stream()
                .filter(pause -> pause.kind() == PauseKind.TOPIC && pause.name().equals(topic)
                        || pause.kind() == PauseKind.GROUP && groups.contains(pause.name()))
                .toList();
    }

    /** Those that keep back something that the application sent, or that its groups get. */
    public List<PauseDetails> ofApplication(String application, Set<String> groups) {
        return all().stream()
                .filter(pause ->
                        pause.kind() == PauseKind.APPLICATION && pause.name().equals(application)
                                || pause.kind() == PauseKind.GROUP && groups.contains(pause.name()))
                .toList();
    }

    /** What keeps back each group of a message, of those that something keeps back. */
    public Map<String, PauseDetails> holding(String topic, String application, Collection<String> groups) {
        List<PauseDetails> all = all();
        Map<String, PauseDetails> holding = new HashMap<>();
        for (String group : groups) {
            all.stream()
                    .filter(pause -> switch (pause.kind()) {
                        case TOPIC -> pause.name().equals(topic);
                        case GROUP -> pause.name().equals(group);
                        case APPLICATION -> pause.name().equals(application);
                    })
                    .min(Comparator.comparing(PauseDetails::kind))
                    .ifPresent(pause -> holding.put(group, pause));
        }
        return holding;
    }

    /** What keeps the service from asking the application for its word, if anything does. */
    public @Nullable PauseDetails silencing(String application) {
        return all().stream()
                .filter(pause ->
                        pause.kind() == PauseKind.APPLICATION && pause.name().equals(application))
                .findFirst()
                .orElse(null);
    }

    void begin(PauseKind kind, String name, PauseRequest request) {
        service.send(HttpMethod.PUT, one(kind, name), request);
    }

    void end(PauseKind kind, String name, @Nullable String reason) {
        service.send(HttpMethod.DELETE, one(kind, name).with("reason", reason), null);
    }

    private static Call one(PauseKind kind, String name) {
        return Call.to(ONE, kind.name().toLowerCase(Locale.ROOT), name);
    }
}
