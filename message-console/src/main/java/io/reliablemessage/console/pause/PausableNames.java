package io.reliablemessage.console.pause;

import io.reliablemessage.console.service.Call;
import io.reliablemessage.console.service.ServiceClient;
import io.reliablemessage.protocol.management.ApplicationDetails;
import io.reliablemessage.protocol.management.Overview;
import io.reliablemessage.protocol.management.PauseKind;
import io.reliablemessage.protocol.management.TopicDetails;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Names that a person may want to pause, as suggestions: the first topics and applications, and the groups that are behind. */
@Component
class PausableNames {
    private static final int MOST = 200;

    private final ServiceClient service;

    PausableNames(ServiceClient service) {
        this.service = service;
    }

    record Suggestion(PauseKind kind, String name) {}

    List<Suggestion> suggest() {
        List<Suggestion> names = new ArrayList<>();
        service.page(Call.to("/v1/topics").with("limit", MOST), TopicDetails.class)
                .items()
                .forEach(topic -> names.add(new Suggestion(PauseKind.TOPIC, topic.name())));
        service.get(Call.to("/v1/overview"), Overview.class).lines().stream()
                .map(Overview.Line::group)
                .filter(Objects::nonNull)
                .distinct()
                .forEach(group -> names.add(new Suggestion(PauseKind.GROUP, group)));
        service.page(Call.to("/v1/applications").with("limit", MOST), ApplicationDetails.class)
                .items()
                .forEach(application -> names.add(new Suggestion(PauseKind.APPLICATION, application.name())));
        return names;
    }
}
