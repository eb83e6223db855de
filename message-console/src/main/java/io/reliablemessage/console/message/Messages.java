package io.reliablemessage.console.message;

import io.reliablemessage.console.service.Call;
import io.reliablemessage.console.service.ServiceClient;
import io.reliablemessage.protocol.management.Edited;
import io.reliablemessage.protocol.management.MessageTimeline;
import io.reliablemessage.protocol.management.MessageView;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Payload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The service's messages. */
@Component
class Messages {
    private static final int LARGEST_PAGE = 200;
    private static final int MAX_PAGES_IN_ORDER = 5;

    private final ServiceClient service;

    Messages(ServiceClient service) {
        this.service = service;
    }

    /** Newest first. A page may be short, or empty, and still have a successor. */
    Page<MessageView> page(MessageFilter filter, @Nullable String cursor) {
        return page(filter, cursor, null);
    }

    /** As {@link #page(MessageFilter, String)}, as many at once as the service gives. */
    Page<MessageView> largePage(MessageFilter filter, @Nullable String cursor) {
        return page(filter, cursor, LARGEST_PAGE);
    }

    private Page<MessageView> page(MessageFilter filter, @Nullable String cursor, @Nullable Integer limit) {
        Page<MessageView> page = service.page(
                filter.on(Call.to("/v1/messages")).with("cursor", cursor).with("limit", limit), MessageView.class);
        return new Page<>(page.items().stream().filter(filter::matches).toList(), page.nextCursor());
    }

    MessageTimeline timeline(UUID id) {
        return service.get(Call.to("/v1/messages/{id}/timeline", id), MessageTimeline.class);
    }

    /** Edits that the message came from or went into, by the message on the other side. The service writes down who saw them. */
    Map<UUID, Edited> differences(UUID id) {
        Map<UUID, Edited> differences = new HashMap<>();
        for (Edited edited : service.list(Call.to("/v1/messages/{id}/edits", id), Edited.class)) {
            differences.put(edited.original().equals(id) ? edited.replacement() : edited.original(), edited);
        }
        return differences;
    }

    /** The payload as it is. The service writes down who saw it. */
    Payload payload(UUID id) {
        return service.get(Call.to("/v1/messages/{id}/payload", id), Payload.class);
    }

    /** What matches, oldest first; of more than a page can show, the newest. */
    InOrder inOrder(MessageFilter filter) {
        List<MessageView> found = new ArrayList<>();
        String cursor = null;
        for (int page = 0; page < MAX_PAGES_IN_ORDER && (page == 0 || cursor != null); page++) {
            Page<MessageView> next = largePage(filter, cursor);
            found.addAll(next.items());
            cursor = next.nextCursor();
        }
        Collections.reverse(found);
        return new InOrder(found, cursor != null);
    }

    /** @param more whether there may be older ones */
    record InOrder(List<MessageView> messages, boolean more) {}
}
