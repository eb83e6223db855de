package io.reliablemessage.client.internal;

import io.reliablemessage.protocol.ClientConfiguration;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.NoticeBatch;
import io.reliablemessage.protocol.Receipt;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the SDK asks of message-service, one blocking method per call; all of them are idempotent.
 *
 * <p>Every method throws {@link io.reliablemessage.client.ServiceUnavailableException} if the service gives no usable answer in time, and
 * {@link io.reliablemessage.client.ServiceRefusedException} if it refuses the whole call.
 */
public interface MessageService {

    /** The same service with another limit for the length of one call. */
    MessageService withRequestTimeout(Duration timeout);

    /** @return one result per message, in their order */
    List<ItemResult> prepare(List<NewMessage> messages);

    /** @return one result per message, in their order */
    List<ItemResult> submit(List<NewMessage> messages);

    /** @return one result per id, in their order */
    List<ItemResult> confirm(List<UUID> ids);

    /** @return one result per id, in their order */
    List<ItemResult> cancel(List<UUID> ids);

    /** @return one result per receipt, in their order */
    List<ItemResult> receipts(List<Receipt> receipts);

    /**
     * Subscribes a group of this application to a topic, or changes its tags.
     *
     * @param tags the tags to select, joined by {@code ||}; {@code null} for all
     */
    void subscribe(String topic, String group, @Nullable String tags);

    /**
     * Asks for notices about this application's messages on a topic that become undeliverable from now on; repeating it changes nothing.
     */
    void wantNotices(String topic);

    /**
     * Takes notices that are due, for a while; see {@link NoticeBatch}.
     *
     * @param topics those whose notices this instance can take, 1 to 100
     * @param max the most to take, 1 to 100
     */
    NoticeBatch claimNotices(List<String> topics, int max);

    /** These notices have taken effect and need not come again; numbers that are acknowledged already are ignored. */
    void acknowledgeNotices(List<Long> numbers);

    ClientConfiguration configuration();
}
