package io.reliablemessage.console.deadletter;

import io.reliablemessage.console.view.Columns;
import io.reliablemessage.console.view.PagedFile;
import io.reliablemessage.protocol.management.DeadLetterDetails;
import io.reliablemessage.protocol.management.Page;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Dead letters as a file. */
final class CaseFile {
    private static final Columns<DeadLetterDetails> COLUMNS = new Columns<DeadLetterDetails>()
            .with("id", DeadLetterDetails::id)
            .with("state", DeadLetterDetails::state)
            .with("reason", DeadLetterDetails::reason)
            .with("topic", DeadLetterDetails::topic)
            .with("group", DeadLetterDetails::group)
            .with("key", DeadLetterDetails::key)
            .with("messageId", DeadLetterDetails::messageId)
            .with("fingerprint", DeadLetterDetails::fingerprint)
            .with("errorType", DeadLetterDetails::errorType)
            .with("lastError", DeadLetterDetails::lastError)
            .with("attempts", DeadLetterDetails::attempts)
            .with("rounds", DeadLetterDetails::rounds)
            .with("openedAt", DeadLetterDetails::openedAt)
            .with("updatedAt", DeadLetterDetails::updatedAt)
            .with("closedAt", DeadLetterDetails::closedAt)
            .with("closedReason", DeadLetterDetails::closedReason)
            .with("replacement", DeadLetterDetails::replacement)
            .with("assignee", DeadLetterDetails::assignee)
            .with("note", DeadLetterDetails::note)
            .with("replayReason", DeadLetterDetails::replayReason);

    private CaseFile() {}

    static void write(HttpServletResponse response, Function<@Nullable String, Page<DeadLetterDetails>> pages)
            throws IOException {
        PagedFile.write(response, "dead-letters.csv", COLUMNS.names(), pages, COLUMNS::row);
    }
}
