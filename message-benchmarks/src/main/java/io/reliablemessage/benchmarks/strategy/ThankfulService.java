package io.reliablemessage.benchmarks.strategy;

import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.protocol.ClientConfiguration;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.NoticeBatch;
import io.reliablemessage.protocol.Receipt;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** In the place of message-service: takes every receipt, at once. */
final class ThankfulService implements MessageService {

    @Override
    public MessageService withRequestTimeout(Duration timeout) {
        return this;
    }

    @Override
    public List<ItemResult> receipts(List<Receipt> receipts) {
        return receipts.stream()
                .map(receipt -> ItemResult.applied(receipt.id(), MessageState.CONSUMED))
                .toList();
    }

    @Override
    public void subscribe(String topic, String group, @Nullable String tags) {
        // Everybody may.
    }

    @Override
    public List<ItemResult> prepare(List<NewMessage> messages) {
        throw nobodySends();
    }

    @Override
    public List<ItemResult> submit(List<NewMessage> messages) {
        throw nobodySends();
    }

    @Override
    public List<ItemResult> confirm(List<UUID> ids) {
        throw nobodySends();
    }

    @Override
    public List<ItemResult> cancel(List<UUID> ids) {
        throw nobodySends();
    }

    @Override
    public void wantNotices(String topic) {
        throw nobodySends();
    }

    @Override
    public NoticeBatch claimNotices(List<String> topics, int max) {
        throw nobodySends();
    }

    @Override
    public void acknowledgeNotices(List<Long> numbers) {
        throw nobodySends();
    }

    @Override
    public ClientConfiguration configuration() {
        return new ClientConfiguration("bench", "none", 1 << 20, 100, System.currentTimeMillis(), null);
    }

    private static UnsupportedOperationException nobodySends() {
        return new UnsupportedOperationException("This application only consumes, from a broker that it was given");
    }
}
