package io.reliablemessage.client.internal.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.OnUndeliverable;
import io.reliablemessage.client.ServiceUnavailableException;
import io.reliablemessage.client.Undeliverable;
import io.reliablemessage.client.internal.SetupException;
import io.reliablemessage.client.internal.idempotency.IdempotencyRetention;
import io.reliablemessage.client.internal.idempotency.JdbcIdempotencyRecords;
import io.reliablemessage.client.internal.schema.JdbcTables;
import io.reliablemessage.client.store.EachStore;
import io.reliablemessage.client.store.Store;
import io.reliablemessage.client.store.Stores;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.Notice;
import io.reliablemessage.protocol.NoticeKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Async;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

class NoticesTest {
    private final NoticeDesk desk = new NoticeDesk();
    private final List<NoticeOutcome> outcomes = new ArrayList<>();

    record Order(String orderNo) {}

    static class Shop {
        private final JdbcTemplate jdbc;
        private final AtomicInteger failures = new AtomicInteger();
        private final List<Undeliverable> told = new ArrayList<>();
        private @Nullable Order last;

        Shop(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @OnUndeliverable(topic = "order-paid")
        void refund(Undeliverable undeliverable, Order order) {
            jdbc.update("INSERT INTO refund (order_no) VALUES (?)", order.orderNo());
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("the bank is closed");
            }
            synchronized (told) {
                told.add(undeliverable);
                last = order;
            }
        }

        int refunds() {
            Integer refunds = jdbc.queryForObject("SELECT COUNT(*) FROM refund", Integer.class);
            return refunds == null ? -1 : refunds;
        }
    }

    @EachStore
    void methodTakesEffectOnceHoweverOftenTheNoticeComes(Stores stores) {
        try (Store store = store(stores)) {
            Shop shop = new Shop(store.jdbc());
            NoticePoll poll = poll(store, shop);
            desk.waiting.add(dead(1, "points", 0));
            desk.acknowledgementsAreLost = true;
            poll.workOff();
            poll.workOff();
            assertThat(desk.acknowledged).isEmpty();
            desk.acknowledgementsAreLost = false;
            poll.workOff();
            assertThat(shop.refunds()).isEqualTo(1);
            assertThat(desk.acknowledged).containsExactly(1L);
            assertThat(outcomes).containsExactly(NoticeOutcome.TOLD, NoticeOutcome.DUPLICATE, NoticeOutcome.DUPLICATE);
        }
    }

    @EachStore
    void methodThatFailsLeavesNothingAndIsToldAgain(Stores stores) {
        try (Store store = store(stores)) {
            Shop shop = new Shop(store.jdbc());
            shop.failures.set(1);
            NoticePoll poll = poll(store, shop);
            desk.waiting.add(dead(1, "points", 0));
            desk.waiting.add(dead(2, "coupons", 0));
            poll.workOff();
            assertThat(shop.refunds()).isEqualTo(1);
            assertThat(desk.acknowledged).containsExactly(2L);
            poll.workOff();
            assertThat(shop.refunds()).isEqualTo(2);
            assertThat(desk.acknowledged).containsExactly(2L, 1L);
        }
    }

    @EachStore
    void instancesThatHaveTheSameNoticeTakeEffectOnce(Stores stores) throws Exception {
        try (Store store = store(stores)) {
            Shop shop = new Shop(store.jdbc());
            desk.acknowledgementsAreLost = true;
            for (int i = 1; i <= 5; i++) {
                desk.waiting.add(dead(i, "points", 0));
            }
            ExecutorService instances = Executors.newFixedThreadPool(8);
            List<Callable<Boolean>> polls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                NoticePoll poll = poll(store, shop);
                polls.add(poll::workOff);
            }
            for (Future<Boolean> done : instances.invokeAll(polls)) {
                done.get();
            }
            instances.shutdown();
            assertThat(shop.refunds()).isEqualTo(5);
        }
    }

    @Test
    void tellsEachGroupAndRoundAndKindOfItsOwn() {
        try (Store store = store(Stores.H2)) {
            Shop shop = new Shop(store.jdbc());
            NoticePoll poll = poll(store, shop);
            UUID id = UUID.randomUUID();
            desk.waiting.add(notice(1, id, NoticeKind.DEAD, "points", 0));
            desk.waiting.add(notice(2, id, NoticeKind.DEAD, "coupons", 0));
            desk.waiting.add(notice(3, id, NoticeKind.DEAD, "points", 1));
            desk.waiting.add(notice(4, id, NoticeKind.EXPIRED, null, 0));
            poll.workOff();
            assertThat(shop.refunds()).isEqualTo(4);
            assertThat(shop.last).isEqualTo(new Order("o-1"));
            assertThat(shop.told.get(0))
                    .isEqualTo(new Undeliverable(
                            id,
                            "order-paid",
                            BusinessKey.of("orderNo", "o-1"),
                            NoticeKind.DEAD,
                            "points",
                            DeadLetterReason.REJECTED,
                            "17",
                            0,
                            Instant.EPOCH));
        }
    }

    @Test
    void leavesWhatItsLeaseDoesNotCover() {
        try (Store store = store(Stores.H2)) {
            Shop shop = new Shop(store.jdbc());
            NoticePoll poll = poll(store, shop);
            desk.leaseMillis = 0;
            desk.waiting.add(dead(1, "points", 0));
            poll.workOff();
            assertThat(shop.refunds()).isZero();
        }
    }

    @Test
    void topicThatTheServiceDoesNotKnowHoldsBackNoOther() {
        try (Store store = store(Stores.H2)) {
            Shop shop = new Shop(store.jdbc());
            NoticePoll poll = poll(store, shop, new Other());
            desk.away = true;
            assertThat(poll.workOff()).isFalse();
            desk.away = false;
            desk.unknownTopics.add("another");
            desk.waiting.add(dead(1, "points", 0));
            poll.workOff();
            poll.workOff();
            assertThat(desk.wanted).contains("order-paid");
            assertThat(shop.refunds()).isEqualTo(1);
            desk.unknownTopics.clear();
            poll.workOff();
            assertThat(desk.wanted).containsExactly("another", "order-paid");
        }
    }

    @Test
    void refusesMethodsThatCouldNotKeepTheirPromise() {
        for (Object bean : List.of(
                new Object() {
                    @OnUndeliverable(topic = "a")
                    void told() {}
                },
                new Object() {
                    @OnUndeliverable(topic = "a")
                    int told(Undeliverable undeliverable) {
                        return 1;
                    }
                },
                new Object() {
                    @OnUndeliverable(topic = "a")
                    void told(Undeliverable undeliverable, String one, String other) {}
                },
                new Object() {
                    @OnUndeliverable(topic = "no topic")
                    void told(Undeliverable undeliverable) {}
                },
                new Object() {
                    @Async
                    @OnUndeliverable(topic = "a")
                    void told(Undeliverable undeliverable) {}
                },
                new Object() {
                    @Transactional(propagation = Propagation.REQUIRES_NEW)
                    @OnUndeliverable(topic = "a")
                    void told(Undeliverable undeliverable) {}
                },
                new Object() {
                    @OnUndeliverable(topic = "a")
                    void told(Undeliverable undeliverable) {}

                    @OnUndeliverable(topic = "a")
                    void toldToo(Undeliverable undeliverable) {}
                })) {
            assertThatThrownBy(() -> scan().postProcessAfterInitialization(bean, "bean"))
                    .isInstanceOf(SetupException.class)
                    .hasMessageContaining(getClass().getName());
        }
    }

    @Test
    void lostAcknowledgementIsNotTakenForSuccess() {
        try (Store store = store(Stores.H2)) {
            Notices notices = notices(store);
            notices.want(List.of("order-paid"));
            desk.waiting.add(dead(1, "points", 0));
            desk.acknowledgementsAreLost = true;
            NoticeScan scan = scan();
            scan.postProcessAfterInitialization(new Shop(store.jdbc()), "shop");
            assertThatThrownBy(() -> notices.tell(scan.methods())).isInstanceOf(ServiceUnavailableException.class);
        }
    }

    static class Other {
        @OnUndeliverable(topic = "another")
        void told(Undeliverable undeliverable) {}
    }

    private NoticePoll poll(Store store, Object... beans) {
        NoticeScan scan = scan();
        for (Object bean : beans) {
            scan.postProcessAfterInitialization(bean, "bean");
        }
        JdbcTables tables = new JdbcTables(store.dataSource());
        NoticePoll poll = new NoticePoll(
                scan,
                notices(store),
                new IdempotencyRetention(tables, records(store), Duration.ofDays(90), Duration.ofDays(90)),
                Duration.ofSeconds(5));
        poll.withoutThreads();
        return poll;
    }

    private Notices notices(Store store) {
        return new Notices(desk.service(), store.transactions(), records(store), outcome -> {
            synchronized (outcomes) {
                outcomes.add(outcome);
            }
        });
    }

    private static JdbcIdempotencyRecords records(Store store) {
        return new JdbcIdempotencyRecords(store.dataSource(), store.dialect(), Duration.ofSeconds(10));
    }

    private static NoticeScan scan() {
        return new NoticeScan(() -> JsonMapper.builder().build());
    }

    private static Store store(Stores stores) {
        Store store = stores.fresh();
        store.jdbc().execute("CREATE TABLE refund (order_no VARCHAR(100) NOT NULL)");
        return store;
    }

    private static Notice dead(long number, String group, int round) {
        return notice(number, UUID.randomUUID(), NoticeKind.DEAD, group, round);
    }

    private static Notice notice(long number, UUID id, NoticeKind kind, @Nullable String group, int round) {
        return new Notice(
                number,
                id,
                "order-paid",
                kind,
                group,
                round,
                group == null ? null : DeadLetterReason.REJECTED,
                group == null ? null : "shop.NoSuchCustomer",
                group == null ? null : "17",
                Instant.EPOCH,
                BusinessKey.of("orderNo", "o-1"),
                "application/json",
                "{\"orderNo\":\"o-1\"}".getBytes(StandardCharsets.UTF_8));
    }
}
