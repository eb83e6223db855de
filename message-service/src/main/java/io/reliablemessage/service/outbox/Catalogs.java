package io.reliablemessage.service.outbox;

import io.reliablemessage.service.application.ApplicationCatalog;
import io.reliablemessage.service.application.TopicCatalog;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** The names behind the numbers in the outbox's rows. */
@Component
public record Catalogs(TopicCatalog topics, ApplicationCatalog applications) {

    /** The groups whose positions are set. */
    public List<String> groups(int topicId, long positions) {
        List<String> groups = new ArrayList<>();
        for (long rest = positions; rest != 0; rest &= rest - 1) {
            groups.add(topics.bySubscription(topicId, Long.numberOfTrailingZeros(rest))
                    .group());
        }
        return groups;
    }
}
