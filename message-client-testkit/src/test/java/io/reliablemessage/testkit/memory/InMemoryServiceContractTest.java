package io.reliablemessage.testkit.memory;

import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.testkit.contract.MessageServiceContract;
import io.reliablemessage.testkit.contract.ServiceOnTest;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The service in memory keeps to the contract that the real one keeps to. */
class InMemoryServiceContractTest extends MessageServiceContract implements ServiceOnTest {
    private static final TopicRules RULES =
            new TopicRules(List.of(Duration.ofHours(1)), 3, 1_000, Duration.ofSeconds(30), 10);

    private final MessageBook book =
            new MessageBook(new ManualClock(Clock.systemUTC().instant()), null);
    private final Map<UUID, Integer> published = new HashMap<>();

    @Override
    protected ServiceOnTest service() {
        return this;
    }

    @Override
    public MessageService application(String name) {
        return new InMemoryService(book, () -> name);
    }

    @Override
    public void topic(String name) {
        book.register(name, RULES);
    }

    @Override
    public Optional<MessageState> state(UUID id) {
        return book.message(id).map(MessageView::state);
    }

    @Override
    public int published(UUID id) {
        book.takePublished().forEach(publication -> published.merge(publication.id(), 1, Integer::sum));
        return published.getOrDefault(id, 0);
    }

    @Override
    public void leaveUndecided(UUID id) {
        book.leaveUndecided(id);
    }

    @Override
    public void expire(UUID id) {
        book.letExpire(id);
    }

    @Override
    public void redeliver(UUID id) {
        book.message(id).stream()
                .flatMap(message -> message.groups().stream())
                .forEach(group -> book.makeDue(id, group.group()));
        book.publishDue();
    }

    @Override
    public boolean replay(UUID id, String group) {
        return book.replay(id, group);
    }

    @Override
    public boolean discard(UUID id, String group) {
        return book.discard(id, group);
    }
}
