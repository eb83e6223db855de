package io.reliablemessage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.ServiceRefusedException;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.protocol.ConsumeError;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageLimits;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Notice;
import io.reliablemessage.protocol.NoticeKind;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What a producer, a consumer and an operator may rely on, whatever implements the service: every verb on a message in every situation,
 * idempotency, conflicts, receipts, dead letters, notices and limits. A cell of the table reads {@code answer STATE}.
 */
public abstract class MessageServiceContract {
    private static final String TABLE = """
            verb          | ABSENT            | PREPARED           | UNDECIDED           | CANCELLED           | OWING               | RETRYING            | CONSUMED           | EXPIRED           | DEAD               | REPLAYING           | DISCARDED
            prepare       | APPLIED PREPARED  | UNCHANGED PREPARED | UNCHANGED UNDECIDED | UNCHANGED CANCELLED | UNCHANGED CONFIRMED | UNCHANGED CONFIRMED | UNCHANGED CONSUMED | UNCHANGED EXPIRED | UNCHANGED DEAD     | UNCHANGED CONFIRMED | UNCHANGED DISCARDED
            prepare-other | APPLIED PREPARED  | CONFLICT PREPARED  | CONFLICT UNDECIDED  | CONFLICT CANCELLED  | CONFLICT CONFIRMED  | CONFLICT CONFIRMED  | CONFLICT CONSUMED  | CONFLICT EXPIRED  | CONFLICT DEAD      | CONFLICT CONFIRMED  | CONFLICT DISCARDED
            submit        | APPLIED CONFIRMED | APPLIED CONFIRMED  | APPLIED CONFIRMED   | CONFLICT CANCELLED  | UNCHANGED CONFIRMED | UNCHANGED CONFIRMED | UNCHANGED CONSUMED | UNCHANGED EXPIRED | UNCHANGED DEAD     | UNCHANGED CONFIRMED | UNCHANGED DISCARDED
            submit-other  | APPLIED CONFIRMED | CONFLICT PREPARED  | CONFLICT UNDECIDED  | CONFLICT CANCELLED  | CONFLICT CONFIRMED  | CONFLICT CONFIRMED  | CONFLICT CONSUMED  | CONFLICT EXPIRED  | CONFLICT DEAD      | CONFLICT CONFIRMED  | CONFLICT DISCARDED
            confirm       | NOT_FOUND         | APPLIED CONFIRMED  | APPLIED CONFIRMED   | CONFLICT CANCELLED  | UNCHANGED CONFIRMED | UNCHANGED CONFIRMED | UNCHANGED CONSUMED | UNCHANGED EXPIRED | UNCHANGED DEAD     | UNCHANGED CONFIRMED | UNCHANGED DISCARDED
            cancel        | NOT_FOUND         | APPLIED CANCELLED  | APPLIED CANCELLED   | UNCHANGED CANCELLED | CONFLICT CONFIRMED  | CONFLICT CONFIRMED  | CONFLICT CONSUMED  | CONFLICT EXPIRED  | CONFLICT DEAD      | CONFLICT CONFIRMED  | CONFLICT DISCARDED
            confirm-alien | NOT_FOUND         | NOT_FOUND PREPARED | NOT_FOUND UNDECIDED | NOT_FOUND CANCELLED | NOT_FOUND CONFIRMED | NOT_FOUND CONFIRMED | NOT_FOUND CONSUMED | NOT_FOUND EXPIRED | NOT_FOUND DEAD     | NOT_FOUND CONFIRMED | NOT_FOUND DISCARDED
            cancel-alien  | NOT_FOUND         | NOT_FOUND PREPARED | NOT_FOUND UNDECIDED | NOT_FOUND CANCELLED | NOT_FOUND CONFIRMED | NOT_FOUND CONFIRMED | NOT_FOUND CONSUMED | NOT_FOUND EXPIRED | NOT_FOUND DEAD     | NOT_FOUND CONFIRMED | NOT_FOUND DISCARDED
            submit-alien  | APPLIED CONFIRMED | INVALID PREPARED   | INVALID UNDECIDED   | INVALID CANCELLED   | INVALID CONFIRMED   | INVALID CONFIRMED   | INVALID CONSUMED   | INVALID EXPIRED   | INVALID DEAD       | INVALID CONFIRMED   | INVALID DISCARDED
            CONSUMED      | NOT_FOUND         | CONFLICT PREPARED  | CONFLICT UNDECIDED  | CONFLICT CANCELLED  | APPLIED CONSUMED    | APPLIED CONSUMED    | UNCHANGED CONSUMED | APPLIED EXPIRED   | APPLIED CONSUMED   | APPLIED CONSUMED    | UNCHANGED DISCARDED
            FAILED        | NOT_FOUND         | CONFLICT PREPARED  | CONFLICT UNDECIDED  | CONFLICT CANCELLED  | APPLIED CONFIRMED   | UNCHANGED CONFIRMED | UNCHANGED CONSUMED | UNCHANGED EXPIRED | UNCHANGED DEAD     | UNCHANGED CONFIRMED | UNCHANGED DISCARDED
            REJECTED      | NOT_FOUND         | CONFLICT PREPARED  | CONFLICT UNDECIDED  | CONFLICT CANCELLED  | APPLIED DEAD        | APPLIED DEAD        | UNCHANGED CONSUMED | UNCHANGED EXPIRED | UNCHANGED DEAD     | UNCHANGED CONFIRMED | UNCHANGED DISCARDED
            IN_PROGRESS   | NOT_FOUND         | CONFLICT PREPARED  | CONFLICT UNDECIDED  | CONFLICT CANCELLED  | APPLIED CONFIRMED   | UNCHANGED CONFIRMED | UNCHANGED CONSUMED | UNCHANGED EXPIRED | UNCHANGED DEAD     | UNCHANGED CONFIRMED | UNCHANGED DISCARDED
            redeliver     | 0                 | 0 PREPARED         | 0 UNDECIDED         | 0 CANCELLED         | 1 CONFIRMED         | 1 CONFIRMED         | 0 CONSUMED         | 0 EXPIRED         | 0 DEAD             | 1 CONFIRMED         | 0 DISCARDED
            replay        | false             | false PREPARED     | false UNDECIDED     | false CANCELLED     | false CONFIRMED     | false CONFIRMED     | false CONSUMED     | false EXPIRED     | true CONFIRMED     | false CONFIRMED     | false DISCARDED
            discard       | false             | false PREPARED     | false UNDECIDED     | false CANCELLED     | false CONFIRMED     | false CONFIRMED     | false CONSUMED     | false EXPIRED     | true DISCARDED     | false CONFIRMED     | false DISCARDED
            """;

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final long HOUR = Duration.ofHours(1).toMillis();

    /** The service that all tests of the class share. */
    protected abstract ServiceOnTest service();

    @TestFactory
    Stream<DynamicTest> answersAndMovesAsTheTableSays() {
        List<List<String>> lines = TABLE.lines()
                .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
                .toList();
        List<String> situations = lines.get(0);
        return lines.stream()
                .skip(1)
                .flatMap(line -> IntStream.range(1, line.size())
                        .mapToObj(i -> DynamicTest.dynamicTest(
                                line.get(0) + " of a message that is " + situations.get(i),
                                () -> check(line.get(0), situations.get(i), line.get(i)))));
    }

    private void check(String verb, String situation, String expected) {
        Play play = new Play();
        NewMessage message = play.draft().message();
        NewMessage bystander = play.draft().message();
        play.reach(situation, message);
        play.reach(situation, bystander);
        MessageState bystanderBefore = service().state(bystander.id()).orElse(null);
        int published = service().published(message.id());

        String answer = play.answer(verb, message);

        String state = service().state(message.id()).map(now -> " " + now).orElse("");
        assertThat(answer + state).isEqualTo(expected);
        assertThat(service().state(bystander.id()).orElse(null)).isEqualTo(bystanderBefore);
        boolean decided = expected.equals("APPLIED CONFIRMED") && (verb.startsWith("submit") || verb.equals("confirm"));
        boolean delivered = decided || verb.equals("redeliver") && answer.equals("1");
        assertThat(service().published(message.id())).isEqualTo(published + (delivered ? 1 : 0));
    }

    /** A topic, the application that sends to it, and one group of it. */
    private final class Play {
        private final int number = NUMBER.incrementAndGet();
        final String topic = "contract-topic-" + number;
        final String group = "contract-group-" + number;
        final MessageService application = service().application("contract-" + number);

        Play() {
            service().topic(topic);
            application.subscribe(topic, group, null);
        }

        Draft draft() {
            return new Draft(topic);
        }

        void reach(String situation, NewMessage message) {
            UUID id = message.id();
            switch (situation) {
                case "ABSENT" -> {}
                case "PREPARED" -> application.prepare(List.of(message));
                case "UNDECIDED" -> {
                    application.prepare(List.of(message));
                    service().leaveUndecided(id);
                }
                case "CANCELLED" -> {
                    application.prepare(List.of(message));
                    application.cancel(List.of(id));
                }
                case "OWING" -> application.submit(List.of(message));
                case "RETRYING" -> reported(message, ReceiptKind.FAILED);
                case "CONSUMED" -> reported(message, ReceiptKind.CONSUMED);
                case "EXPIRED" -> {
                    application.submit(List.of(message));
                    service().expire(id);
                }
                case "DEAD" -> reported(message, ReceiptKind.REJECTED);
                case "REPLAYING" -> {
                    reported(message, ReceiptKind.REJECTED);
                    assertThat(service().replay(id, group)).isTrue();
                }
                case "DISCARDED" -> {
                    reported(message, ReceiptKind.REJECTED);
                    assertThat(service().discard(id, group)).isTrue();
                }
                default -> throw new IllegalArgumentException(situation);
            }
        }

        String answer(String verb, NewMessage message) {
            UUID id = message.id();
            NewMessage other = other(message);
            return switch (verb) {
                case "prepare" -> outcome(message, application.prepare(List.of(message)));
                case "prepare-other" -> outcome(message, application.prepare(List.of(other)));
                case "submit" -> outcome(message, application.submit(List.of(message)));
                case "submit-other" -> outcome(message, application.submit(List.of(other)));
                case "submit-alien" -> outcome(message, alien().submit(List.of(message)));
                case "confirm" -> outcome(message, application.confirm(List.of(id)));
                case "confirm-alien" -> outcome(message, alien().confirm(List.of(id)));
                case "cancel" -> outcome(message, application.cancel(List.of(id)));
                case "cancel-alien" -> outcome(message, alien().cancel(List.of(id)));
                case "redeliver" -> {
                    int before = service().published(id);
                    service().redeliver(id);
                    yield String.valueOf(service().published(id) - before);
                }
                case "replay" -> String.valueOf(service().replay(id, group));
                case "discard" -> String.valueOf(service().discard(id, group));
                default -> outcome(message, List.of(report(message, ReceiptKind.valueOf(verb), 1)));
            };
        }

        private MessageService alien() {
            return service().application("contract-alien-" + number);
        }

        private NewMessage other(NewMessage message) {
            Draft draft = draft();
            draft.id = message.id();
            draft.key = message.key();
            draft.text = "{\"other\":true}";
            return draft.message();
        }

        private String outcome(NewMessage message, List<ItemResult> results) {
            assertThat(results).hasSize(1);
            ItemResult result = results.get(0);
            assertThat(result.id()).isEqualTo(message.id());
            if (result.state() != null) {
                assertThat(service().state(message.id())).contains(result.state());
            }
            boolean fine = result.outcome() == Outcome.APPLIED || result.outcome() == Outcome.UNCHANGED;
            assertThat(result.problem() == null).as("a problem is told").isEqualTo(fine);
            return result.outcome().name();
        }

        void reported(NewMessage message, ReceiptKind kind) {
            application.submit(List.of(message));
            assertThat(report(message, kind, 1).outcome()).isEqualTo(Outcome.APPLIED);
        }

        ItemResult report(NewMessage message, ReceiptKind kind, int attempt) {
            return application
                    .receipts(List.of(receipt(message, kind, attempt)))
                    .get(0);
        }

        Receipt receipt(NewMessage message, ReceiptKind kind, int attempt) {
            return MessageServiceContract.receipt(message.id(), topic, group, kind, attempt);
        }
    }

    private static Receipt receipt(UUID id, String topic, String group, ReceiptKind kind, int attempt) {
        boolean failing = kind == ReceiptKind.FAILED || kind == ReceiptKind.REJECTED;
        return new Receipt(
                id,
                topic,
                group,
                kind,
                attempt,
                "tester",
                "0@1",
                null,
                kind == ReceiptKind.IN_PROGRESS ? 60_000L : null,
                failing
                        ? new ConsumeError(DeadLetterReason.REJECTED, "java.lang.IllegalStateException", "no", "A.b")
                        : null);
    }

    @Test
    void oneBadItemSpoilsNothingForTheOthers() {
        Play play = new Play();
        Draft bad = play.draft();
        bad.topic = "no-such-topic";
        NewMessage one = play.draft().message();
        NewMessage other = play.draft().message();

        List<ItemResult> results = play.application.submit(List.of(one, bad.message(), other, one));

        assertThat(results)
                .extracting(ItemResult::outcome)
                .containsExactly(Outcome.APPLIED, Outcome.INVALID, Outcome.APPLIED, Outcome.UNCHANGED);
        assertThat(results)
                .extracting(ItemResult::id)
                .containsExactly(one.id(), bad.message().id(), other.id(), one.id());
        assertThat(play.application.confirm(List.of())).isEmpty();
        assertThat(play.application.receipts(List.of())).isEmpty();
    }

    @Test
    void refusesAWholeBatchThatIsTooLarge() {
        Play play = new Play();
        List<UUID> ids = Collections.nCopies(MessageLimits.MAX_BATCH_ITEMS + 1, Draft.newId(0));
        assertThatThrownBy(() -> play.application.confirm(ids)).isInstanceOf(ServiceRefusedException.class);
    }

    @TestFactory
    Stream<DynamicTest> refusesWhatBreaksALimitAndNamesTheField() {
        Play play = new Play();
        Instant now = Clock.systemUTC().instant();
        Instant tooLate = now.plus(MessageLimits.MAX_AHEAD).plus(Duration.ofDays(1));
        return Stream.of(
                invalid(play, "id", draft -> draft.id = UUID.randomUUID()),
                invalid(play, "id", draft -> draft.id = Draft.newId(2 * HOUR)),
                invalid(play, "topic", draft -> draft.topic = "no-such-topic"),
                invalid(play, "text", draft -> draft.text = null),
                invalid(play, "text", draft -> draft.bytes = new byte[] {1}),
                invalid(play, "text", draft -> draft.text = ""),
                invalid(play, "text", draft -> draft.text = "x".repeat(1_001)),
                invalid(play, "bytes", draft -> {
                    draft.text = null;
                    draft.bytes = new byte[1_001];
                }),
                invalid(play, "tag", draft -> draft.tag = "a b"),
                invalid(play, "tag", draft -> draft.tag = "x".repeat(65)),
                invalid(play, "headers", draft -> draft.headers = Map.of("no space", "x")),
                invalid(play, "headers.a", draft -> draft.headers = Map.of("a", " ")),
                invalid(play, "headers.a", draft -> draft.headers = Map.of("a", "x\ny")),
                invalid(play, "contentType", draft -> draft.contentType = "ä"),
                invalid(play, "orderingKey", draft -> draft.orderingKey = "x".repeat(129)),
                invalid(play, "deliverAt", draft -> draft.deliverAt = tooLate),
                invalid(play, "deliverAt", draft -> draft.deliverAt = Instant.EPOCH.minusSeconds(1)),
                invalid(play, "expiresAt", draft -> draft.expiresAt = tooLate),
                invalid(play, "expiresAt", draft -> {
                    draft.deliverAt = now.plusSeconds(60);
                    draft.expiresAt = now.plusSeconds(60);
                }),
                invalid(play, "delayMillis", draft -> draft.delayMillis = -1L),
                invalid(play, "delayMillis", draft -> {
                    draft.delayMillis = 1L;
                    draft.deliverAt = now;
                }),
                invalid(play, "scheduleMillis", draft -> draft.scheduleMillis = List.of()),
                invalid(play, "scheduleMillis", draft -> draft.scheduleMillis = Collections.nCopies(21, HOUR)),
                invalid(play, "scheduleMillis", draft -> draft.scheduleMillis = List.of(0L)),
                invalid(play, "scheduleMillis", draft -> draft.scheduleMillis = List.of(25 * HOUR)),
                invalid(play, "maxAttempts", draft -> draft.maxAttempts = 0),
                invalid(play, "maxAttempts", draft -> draft.maxAttempts = 101));
    }

    private DynamicTest invalid(Play play, String field, Consumer<Draft> breaking) {
        Draft draft = play.draft();
        breaking.accept(draft);
        return DynamicTest.dynamicTest(field, () -> {
            for (ItemResult result : List.of(
                    play.application.prepare(List.of(draft.message())).get(0),
                    play.application.submit(List.of(draft.message())).get(0))) {
                assertThat(result.outcome()).isEqualTo(Outcome.INVALID);
                assertThat(result.problem()).isNotNull();
                assertThat(Objects.requireNonNull(result.problem()).field()).isEqualTo(field);
            }
            assertThat(service().state(draft.id)).isEmpty();
        });
    }

    @Test
    void takesWhatIsJustWithinTheLimits() {
        Play play = new Play();
        Draft draft = play.draft();
        draft.text = "x".repeat(1_000);
        draft.tag = "x".repeat(64);
        draft.headers = Map.of("a", "x".repeat(1_024));
        draft.orderingKey = "x".repeat(128);
        draft.delayMillis = 0L;
        draft.scheduleMillis = Collections.nCopies(20, 24 * HOUR);
        draft.maxAttempts = 100;
        assertThat(play.application.submit(List.of(draft.message())).get(0).outcome())
                .isEqualTo(Outcome.APPLIED);
        assertThat(play.application.submit(List.of(draft.message())).get(0).outcome())
                .isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void refusesReceiptsThatNobodyOwesOrThatBreakALimit() {
        Play play = new Play();
        Play stranger = new Play();
        NewMessage message = play.draft().message();
        play.application.submit(List.of(message));
        UUID id = message.id();
        play.application.subscribe(play.topic, play.group + "-late", null);
        stranger.application.subscribe(play.topic, stranger.group, null);

        List<ItemResult> results = play.application.receipts(List.of(
                receipt(id, "no-such-topic", play.group, ReceiptKind.CONSUMED, 1),
                receipt(id, play.topic, "no-such-group", ReceiptKind.CONSUMED, 1),
                receipt(id, play.topic, stranger.group, ReceiptKind.CONSUMED, 1),
                receipt(id, play.topic, play.group + "-late", ReceiptKind.CONSUMED, 1),
                receipt(id, play.topic, play.group, ReceiptKind.CONSUMED, 0),
                receipt(id, play.topic, play.group, ReceiptKind.CONSUMED, 101),
                new Receipt(id, play.topic, play.group, ReceiptKind.IN_PROGRESS, 1, null, null, null, null, null),
                new Receipt(id, play.topic, play.group, ReceiptKind.IN_PROGRESS, 1, null, null, null, 999L, null),
                new Receipt(id, play.topic, play.group, ReceiptKind.FAILED, 1, null, null, 86_400_001L, null, null),
                new Receipt(id, play.topic, play.group, ReceiptKind.FAILED, 1, null, "a b", null, null, null),
                new Receipt(
                        id, play.topic, play.group, ReceiptKind.FAILED, 1, "x".repeat(101), null, null, null, null)));

        assertThat(results).extracting(ItemResult::outcome).containsOnly(Outcome.INVALID);
        assertThat(results)
                .extracting(result -> Objects.requireNonNull(result.problem()).field())
                .containsExactly(
                        "topic",
                        "group",
                        "group",
                        "group",
                        "attempt",
                        "attempt",
                        "extendMillis",
                        "extendMillis",
                        "retryAfterMillis",
                        "brokerPosition",
                        "consumer");
        assertThat(service().state(id)).contains(MessageState.CONFIRMED);
    }

    @Test
    void buriesAtTheLastAttemptAndNotBefore() {
        Play play = new Play();
        NewMessage message = play.draft().message();
        play.reported(message, ReceiptKind.FAILED);
        for (int attempt = 2; attempt <= 3; attempt++) {
            assertThat(service().state(message.id())).contains(MessageState.CONFIRMED);
            service().redeliver(message.id());
            assertThat(play.report(message, ReceiptKind.FAILED, attempt).outcome())
                    .isEqualTo(Outcome.APPLIED);
        }
        assertThat(service().state(message.id())).contains(MessageState.DEAD);
        assertThat(service().published(message.id())).isEqualTo(3);
    }

    @Test
    void buriesWhatBroughtNoReceiptByItsLastAttempt() {
        Play play = new Play();
        NewMessage message = play.draft().message();
        play.application.submit(List.of(message));
        for (int i = 0; i < 2; i++) {
            service().redeliver(message.id());
        }
        assertThat(service().state(message.id())).contains(MessageState.CONFIRMED);
        service().redeliver(message.id());
        assertThat(service().state(message.id())).contains(MessageState.DEAD);
        assertThat(service().published(message.id())).isEqualTo(3);
    }

    @Test
    void givesAReplayAFreshBudgetAndTakesNoLateWordOfTheRoundBefore() {
        Play play = new Play();
        NewMessage message = play.draft().message();
        play.reach("REPLAYING", message);
        service().redeliver(message.id());
        Receipt late = new Receipt(
                message.id(), play.topic, play.group, ReceiptKind.FAILED, 1, 0, null, null, null, null, null);
        assertThat(play.application.receipts(List.of(late)).get(0).outcome()).isEqualTo(Outcome.UNCHANGED);
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(service().state(message.id())).contains(MessageState.CONFIRMED);
            Receipt failed = new Receipt(
                    message.id(), play.topic, play.group, ReceiptKind.FAILED, attempt, 1, null, null, null, null, null);
            assertThat(play.application.receipts(List.of(failed)).get(0).outcome())
                    .isEqualTo(Outcome.APPLIED);
            if (attempt < 3) {
                service().redeliver(message.id());
            }
        }
        assertThat(service().state(message.id())).contains(MessageState.DEAD);
    }

    @Test
    void endsWhenAllGroupsHaveConsumedAndTriesOnlyThoseThatHaveNot() {
        Play play = new Play();
        String other = play.group + "-other";
        play.application.subscribe(play.topic, other, null);
        NewMessage message = play.draft().message();
        play.application.submit(List.of(message));
        UUID id = message.id();

        play.report(message, ReceiptKind.CONSUMED, 1);
        assertThat(service().state(id)).contains(MessageState.CONFIRMED);
        play.application.receipts(List.of(receipt(id, play.topic, other, ReceiptKind.REJECTED, 1)));
        assertThat(service().state(id)).contains(MessageState.DEAD);
        assertThat(service().replay(id, play.group)).isFalse();
        assertThat(service().replay(id, other)).isTrue();
        assertThat(play.report(message, ReceiptKind.REJECTED, 1).outcome()).isEqualTo(Outcome.UNCHANGED);
        service().redeliver(id);
        play.application.receipts(List.of(receipt(id, play.topic, other, ReceiptKind.CONSUMED, 1)));
        assertThat(service().state(id)).contains(MessageState.CONSUMED);
    }

    @Test
    void owesAMessageOnlyToGroupsThatSelectItsTag() {
        Play play = new Play();
        String choosy = play.group + "-choosy";
        play.application.subscribe(play.topic, choosy, "paid||refunded");
        Draft draft = play.draft();
        draft.tag = "placed";
        NewMessage placed = draft.message();
        play.reported(placed, ReceiptKind.CONSUMED);
        assertThat(service().state(placed.id())).contains(MessageState.CONSUMED);

        draft = play.draft();
        draft.tag = "paid";
        NewMessage paid = draft.message();
        play.reported(paid, ReceiptKind.CONSUMED);
        assertThat(service().state(paid.id())).contains(MessageState.CONFIRMED);
        play.application.receipts(List.of(receipt(paid.id(), play.topic, choosy, ReceiptKind.CONSUMED, 1)));
        assertThat(service().state(paid.id())).contains(MessageState.CONSUMED);
    }

    @Test
    void holdsAMessageThatNobodyIsSubscribedTo() {
        Play play = new Play();
        String lonely = play.topic + "-lonely";
        service().topic(lonely);
        NewMessage message = new Draft(lonely).message();
        play.application.submit(List.of(message));
        assertThat(service().state(message.id())).contains(MessageState.CONFIRMED);
        assertThat(service().published(message.id())).isZero();
    }

    @Test
    void keepsADelayedMessageBack() {
        Play play = new Play();
        Draft draft = play.draft();
        draft.delayMillis = HOUR;
        play.application.submit(List.of(draft.message()));
        assertThat(service().published(draft.id)).isZero();
        service().redeliver(draft.id);
        assertThat(service().published(draft.id)).isEqualTo(1);
        assertThat(play.report(draft.message(), ReceiptKind.CONSUMED, 1).outcome())
                .isEqualTo(Outcome.APPLIED);
        assertThat(service().state(draft.id)).contains(MessageState.CONSUMED);
    }

    @Test
    void refusesSubscriptionsThatAreNotTheCallers() {
        Play play = new Play();
        Play stranger = new Play();
        assertThatThrownBy(() -> stranger.application.subscribe(play.topic, play.group, null))
                .isInstanceOfSatisfying(
                        ServiceRefusedException.class,
                        e -> assertThat(e.status()).isEqualTo(403));
        assertThatThrownBy(() -> play.application.subscribe("no-such-topic", play.group, null))
                .isInstanceOfSatisfying(
                        ServiceRefusedException.class,
                        e -> assertThat(e.status()).isEqualTo(404));
        assertThatThrownBy(() -> play.application.subscribe(play.topic, play.group, "a b"))
                .isInstanceOfSatisfying(
                        ServiceRefusedException.class,
                        e -> assertThat(e.status()).isEqualTo(400));
        play.application.subscribe(play.topic, play.group, null);
    }

    @Test
    void tellsTheProducerWhatBecameUndeliverableUntilItIsAcknowledged() {
        Play play = new Play();
        List<String> topics = List.of(play.topic);
        NewMessage before = play.draft().message();
        play.reported(before, ReceiptKind.REJECTED);
        play.application.wantNotices(play.topic);
        play.application.wantNotices(play.topic);
        NewMessage dead = play.draft().message();
        play.reported(dead, ReceiptKind.REJECTED);
        NewMessage expired = play.draft().message();
        play.reach("EXPIRED", expired);
        play.reach("CANCELLED", play.draft().message());

        List<Notice> notices =
                new ArrayList<>(play.application.claimNotices(topics, 100).notices());

        assertThat(notices)
                .extracting(Notice::messageId, Notice::kind)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(dead.id(), NoticeKind.DEAD),
                        org.assertj.core.groups.Tuple.tuple(expired.id(), NoticeKind.EXPIRED));
        assertThat(notices)
                .filteredOn(notice -> notice.kind() == NoticeKind.DEAD)
                .singleElement()
                .satisfies(notice -> {
                    assertThat(notice.group()).isEqualTo(play.group);
                    assertThat(notice.reason()).isEqualTo(DeadLetterReason.REJECTED);
                    assertThat(notice.errorType()).isEqualTo("java.lang.IllegalStateException");
                    assertThat(notice.key()).isEqualTo(dead.key());
                    assertThat(notice.payload()).asString().isEqualTo("{}");
                });
        assertThat(play.application.claimNotices(topics, 100).notices())
                .as("they are leased")
                .isEmpty();
        play.application.acknowledgeNotices(notices.stream().map(Notice::number).toList());
    }

    @Test
    void namesTheCaller() {
        Play play = new Play();
        assertThat(play.application.configuration().application()).startsWith("contract-");
        assertThat(play.application.configuration().maxBatchItems()).isEqualTo(MessageLimits.MAX_BATCH_ITEMS);
    }
}
