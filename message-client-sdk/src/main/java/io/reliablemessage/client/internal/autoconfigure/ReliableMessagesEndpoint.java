package io.reliablemessage.client.internal.autoconfigure;

import io.reliablemessage.client.internal.produce.FailedMessages;
import io.reliablemessage.client.internal.produce.FailedMessages.Failed;
import io.reliablemessage.client.internal.produce.FailedMessages.Redriven;
import io.reliablemessage.client.internal.produce.SpoolStatus;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/** {@code /actuator/reliablemessages}: what waits for the service, what it has refused and why, and another try for that. No payloads. */
@Endpoint(id = "reliablemessages")
public final class ReliableMessagesEndpoint {
    private static final int DEFAULT_PAGE = 50;
    private static final int LARGEST_PAGE = 500;

    private final Supplier<SpoolStatus> spool;
    private final FailedMessages failed;

    ReliableMessagesEndpoint(Supplier<SpoolStatus> spool, FailedMessages failed) {
        this.spool = spool;
        this.failed = failed;
    }

    /**
     * @param spool as of a moment ago
     * @param failed a page of the messages that the service has refused
     * @param next what to give as {@code after} for the next page; {@code null} after the last one
     */
    public record Report(
            SpoolStatus spool,
            List<Failed> failed,
            @Nullable UUID next) {}

    /**
     * @param after the last id of the page before
     * @param size failed messages per page, 1 to 500; 50 if not given
     */
    @ReadOperation
    public Report spool(@Nullable String after, @Nullable Integer size) {
        int limit = size == null ? DEFAULT_PAGE : size;
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new InvalidEndpointRequestException(
                    "size must be 1 to " + LARGEST_PAGE, "size must be 1 to " + LARGEST_PAGE);
        }
        List<Failed> page = failed.page(after == null ? null : id(after), limit);
        return new Report(
                spool.get(),
                page,
                page.size() < limit ? null : page.get(page.size() - 1).id());
    }

    /**
     * Lets the relay try failed messages again: one, or those of a topic. One of the two is given.
     *
     * @return how many, and whether there are more of the topic
     */
    @WriteOperation
    public Redriven redrive(@Nullable String id, @Nullable String topic) {
        if (id != null && topic == null) {
            return failed.redrive(id(id));
        }
        if (topic != null && id == null) {
            return failed.redriveTopic(topic);
        }
        throw new InvalidEndpointRequestException("Give either id or topic", "Give either id or topic");
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidEndpointRequestException("A message id is a UUID", "A message id is a UUID");
        }
    }
}
