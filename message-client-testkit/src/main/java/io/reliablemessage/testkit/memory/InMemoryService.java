package io.reliablemessage.testkit.memory;

import io.reliablemessage.client.ServiceRefusedException;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.protocol.ClientConfiguration;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageLimits;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.NoticeBatch;
import io.reliablemessage.protocol.Receipt;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** message-service as one application sees it, answered from a {@link MessageBook}. */
public final class InMemoryService implements MessageService {
    private final MessageBook book;
    private final Supplier<String> application;

    /** @param application who is calling, asked anew for each call */
    public InMemoryService(MessageBook book, Supplier<String> application) {
        this.book = book;
        this.application = application;
    }

    @Override
    public MessageService withRequestTimeout(Duration timeout) {
        return this;
    }

    @Override
    public List<ItemResult> prepare(List<NewMessage> messages) {
        return each("messages", messages, message -> book.store(application.get(), message, false));
    }

    @Override
    public List<ItemResult> submit(List<NewMessage> messages) {
        return each("messages", messages, message -> book.store(application.get(), message, true));
    }

    @Override
    public List<ItemResult> confirm(List<UUID> ids) {
        return each("ids", ids, id -> book.decide(application.get(), id, true));
    }

    @Override
    public List<ItemResult> cancel(List<UUID> ids) {
        return each("ids", ids, id -> book.decide(application.get(), id, false));
    }

    @Override
    public List<ItemResult> receipts(List<Receipt> receipts) {
        book.beforeReceipts();
        return each("receipts", receipts, receipt -> book.settle(application.get(), receipt));
    }

    @Override
    public void subscribe(String topic, String group, @Nullable String tags) {
        book.subscribe(application.get(), topic, group, tags);
    }

    @Override
    public void wantNotices(String topic) {
        book.wantNotices(application.get(), topic);
    }

    @Override
    public NoticeBatch claimNotices(List<String> topics, int max) {
        return book.claimNotices(application.get(), topics, max);
    }

    @Override
    public void acknowledgeNotices(List<Long> numbers) {
        book.acknowledgeNotices(application.get(), numbers);
    }

    @Override
    public ClientConfiguration configuration() {
        return new ClientConfiguration(
                application.get(),
                "memory",
                MessageLimits.MAX_PAYLOAD_BYTES,
                MessageLimits.MAX_BATCH_ITEMS,
                book.now().toEpochMilli(),
                null);
    }

    private static <T> List<ItemResult> each(String field, List<T> items, Function<T, ItemResult> verb) {
        if (items.size() > MessageLimits.MAX_BATCH_ITEMS) {
            throw new ServiceRefusedException(
                    400,
                    field,
                    field + " has " + items.size() + " items; the limit is " + MessageLimits.MAX_BATCH_ITEMS);
        }
        return items.stream().map(verb).toList();
    }
}
