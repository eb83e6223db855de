package io.reliablemessage.console.message;

import io.reliablemessage.console.view.Columns;
import io.reliablemessage.console.view.PagedFile;
import io.reliablemessage.protocol.management.MessageView;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.stream.Collectors;

/** What matches a filter as a file. */
final class MessageExport {
    private static final Columns<MessageView> COLUMNS = new Columns<MessageView>()
            .with("id", MessageView::id)
            .with("state", MessageView::state)
            .with("topic", MessageView::topic)
            .with("tag", MessageView::tag)
            .with("application", MessageView::application)
            .with("key", MessageView::key)
            .with("createdAt", MessageView::createdAt)
            .with("confirmedAt", MessageView::confirmedAt)
            .with("finishedAt", MessageView::finishedAt)
            .with("attempts", MessageView::attempts)
            .with("groups", MessageExport::groups)
            .with("payloadBytes", MessageView::payloadBytes)
            .with("contentType", MessageView::contentType);

    private MessageExport() {}

    static void write(HttpServletResponse response, Messages messages, MessageFilter filter) throws IOException {
        PagedFile.write(
                response, "messages.csv", COLUMNS.names(), cursor -> messages.largePage(filter, cursor), COLUMNS::row);
    }

    private static String groups(MessageView message) {
        return message.groups().stream()
                .map(each -> each.group() + "=" + each.standing())
                .collect(Collectors.joining(" "));
    }
}
