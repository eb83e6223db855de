package io.reliablemessage.client.internal.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.InvalidMessageException;
import io.reliablemessage.client.Message;
import io.reliablemessage.protocol.MessageLimits;
import io.reliablemessage.protocol.NewMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What the service would refuse is refused here, before anything is written. */
class DraftsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final Drafts drafts = new Drafts(new JsonMapper(), new MessageIds(clock), clock);
    private final Message fine = Message.to("orders").payload("x");

    @Test
    void everythingArrives() {
        NewMessage content = drafts.draft(Message.to("orders")
                        .key("merchantNo", "M1")
                        .and("orderNo", "1100 😀 é;=%")
                        .tag("PAID")
                        .header("trace", "abc")
                        .payload(Map.of("amount", 12))
                        .orderingKey("1100")
                        .delay(Duration.ofSeconds(5))
                        .expiresIn(Duration.ofHours(1))
                        .schedule(List.of(Duration.ofSeconds(1), Duration.ofSeconds(2)))
                        .maxAttempts(3))
                .content();
        assertThat(content.text()).isEqualTo("{\"amount\":12}");
        assertThat(content.delayMillis()).isEqualTo(5_000);
        assertThat(content.expiresAt()).isEqualTo(NOW.plus(Duration.ofHours(1)));
        assertThat(content.scheduleMillis()).containsExactly(1_000L, 2_000L);
        JsonMapper json = JsonMapper.builder().build();
        assertThat(json.readValue(json.writeValueAsBytes(content), NewMessage.class))
                .as("the outbox's copy is the same message")
                .isEqualTo(content);
    }

    @Test
    void bytesAndTextsTravelAsTheyAre() {
        NewMessage bytes =
                drafts.draft(Message.to("orders").payload(new byte[] {0, -1})).content();
        assertThat(bytes.bytes()).containsExactly(0, -1);
        assertThat(bytes.contentType()).isEqualTo("application/octet-stream");
        NewMessage text = drafts.draft(fine).content();
        assertThat(text.text()).isEqualTo("x");
        assertThat(text.contentType()).isEqualTo("text/plain");
    }

    @Test
    void limitsAreNamed() {
        refused(Message.to("no such topic!").payload("x"), "topic");
        refused(Message.to("orders"), "payload");
        refused(fine.tag("a b"), "tag");
        refused(fine.header("a b", "x"), "headers");
        refused(fine.header("a", "x".repeat(MessageLimits.MAX_HEADER_VALUE_LENGTH + 1)), "headers.a");
        refused(fine.header("a", "line\nbreak"), "headers.a");
        refused(fine.orderingKey("x".repeat(MessageLimits.MAX_ORDERING_KEY_LENGTH + 1)), "orderingKey");
        refused(fine.payload("é".repeat(MessageLimits.MAX_PAYLOAD_BYTES / 2 + 1)), "payload");
        refused(fine.payload("half \ud83d of a pair"), "payload");
        Map<String, Object> endless = new HashMap<>();
        endless.put("self", endless);
        refused(fine.payload(endless), "payload");
        refused(fine.maxAttempts(0), "maxAttempts");
        refused(fine.maxAttempts(MessageLimits.MAX_ATTEMPTS + 1), "maxAttempts");
        refused(fine.delay(Duration.ofDays(31)), "delay");
        refused(fine.deliverAt(NOW.plus(Duration.ofDays(31))), "deliverAt");
        refused(fine.deliverAt(NOW).delay(Duration.ofSeconds(1)), "deliverAt");
        refused(fine.expiresAt(NOW), "expiresAt");
        refused(fine.schedule(List.of()), "schedule");
    }

    /** Such a message would be committed with the business, and the service would then refuse it for ever. */
    @Test
    void whatTheServiceWouldRefuseAfterTheCommitIsRefusedBefore() {
        refused(fine.payload(""), "payload");
        refused(fine.payload(new byte[0]), "payload");
        refused(fine.tag(".a"), "tag");
        refused(fine.tag("a".repeat(MessageLimits.MAX_TAG_LENGTH + 1)), "tag");
        refused(fine.header("1a", "x"), "headers");
        refused(fine.header("_a", "x"), "headers");
        refused(fine.header("a".repeat(MessageLimits.MAX_HEADER_NAME_LENGTH + 1), "x"), "headers");
        refused(fine.header("a", ""), "headers.a");
        refused(fine.header("a", " "), "headers.a");
        refused(fine.orderingKey(""), "orderingKey");
        refused(fine.orderingKey(" "), "orderingKey");
        refused(fine.contentType(""), "contentType");
        refused(fine.contentType(" text/plain"), "contentType");
        refused(fine.contentType("text/plän"), "contentType");
        refused(fine.contentType("a".repeat(101)), "contentType");
        refused(fine.deliverAt(Instant.EPOCH.minusMillis(1)), "deliverAt");
        refused(fine.schedule(List.of(Duration.ofSeconds(-1))), "schedule");
        refused(fine.schedule(List.of(Duration.ofDays(1).plusMillis(1))), "schedule");
    }

    @Test
    void allHeadersTogetherHaveALimitInBytes() {
        int each = MessageLimits.MAX_HEADERS_BYTES / 16;
        Message full = fine;
        for (char name = 'a'; name < 'a' + 16; name++) {
            full = full.header(String.valueOf(name), "é".repeat(each / 2 - 1) + "x");
        }
        assertThat(drafts.draft(full).content().headers()).as("exactly full").hasSize(16);
        refused(full.header("a", "é".repeat(each / 2)), "headers");
    }

    @Test
    void whatExpiresBeforeItMayBeDeliveredIsRefused() {
        Duration hour = Duration.ofHours(1);
        refused(fine.deliverAt(NOW.plus(hour)).expiresAt(NOW.plus(hour)), "expiresAt");
        refused(fine.deliverAt(NOW.plus(hour)).expiresIn(hour), "expiresIn");
        refused(fine.delay(hour).expiresIn(hour), "expiresIn");
        refused(fine.delay(hour).expiresAt(NOW.plus(hour)), "expiresAt");
        assertThat(drafts.draft(fine.delay(hour).expiresIn(hour.plusMillis(1))).content())
                .isNotNull();
        assertThat(drafts.draft(fine.deliverAt(NOW.plus(hour))
                                .expiresAt(NOW.plus(hour).plusMillis(1)))
                        .content())
                .isNotNull();
    }

    @Test
    void whatIsJustWithinTheLimitsIsTaken() {
        Message widest = fine.tag("0" + "-".repeat(MessageLimits.MAX_TAG_LENGTH - 1))
                .header("A" + ".".repeat(MessageLimits.MAX_HEADER_NAME_LENGTH - 1), " x")
                .orderingKey("x".repeat(MessageLimits.MAX_ORDERING_KEY_LENGTH))
                .contentType("a" + " ".repeat(99))
                .deliverAt(Instant.EPOCH)
                .schedule(List.of(Duration.ofDays(1)));
        assertThat(drafts.draft(widest).content().tag()).hasSize(MessageLimits.MAX_TAG_LENGTH);
    }

    private void refused(Message message, String field) {
        assertThatThrownBy(() -> drafts.draft(message))
                .isInstanceOfSatisfying(
                        InvalidMessageException.class,
                        e -> assertThat(e.field()).isEqualTo(field));
    }
}
