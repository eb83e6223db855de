package io.reliablemessage.console.foreign;

import io.reliablemessage.console.setup.Refusals;
import io.reliablemessage.protocol.management.ImportKind;
import io.reliablemessage.protocol.management.ImportRequest;
import org.jspecify.annotations.Nullable;

/** An import as it is typed. */
record ImportForm(
        @Nullable ImportKind kind,
        @Nullable String topic,
        @Nullable String application,
        @Nullable String group,
        @Nullable String reason) {

    public ImportKind chosen() {
        return kind == null ? ImportKind.DEAD_LETTERS : kind;
    }

    /** @throws io.reliablemessage.console.service.ServiceProblem about a field that is missing, as the service would put it */
    ImportRequest request(Refusals refusals) {
        return new ImportRequest(
                chosen(),
                given("topic", topic, refusals),
                given("application", application, refusals),
                chosen() == ImportKind.DEAD_LETTERS ? given("group", group, refusals) : null,
                reason);
    }

    private static String given(String field, @Nullable String text, Refusals refusals) {
        if (text == null) {
            throw refusals.of(field, "setup.missing");
        }
        return text.strip();
    }
}
