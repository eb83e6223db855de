package io.reliablemessage.service.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.service.Producer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The small values of the outbox. */
class OutboxValuesTest {
    private static final UUID LOW = UUID.fromString("00000000-0001-7000-8000-000000000001");
    private static final UUID HIGH = UUID.fromString("ffffffff-ffff-7fff-bfff-ffffffffffff");

    @Test
    void groupIsInOneSetAtATime() {
        GroupSets owed = GroupSets.owedBy(0b111);
        assertThat(owed.state()).isEqualTo(MessageState.CONFIRMED);
        assertThat(owed.separated(0b001)).isEqualTo(new GroupSets(0b111, 0b110, 0b001, 0, 0));
        assertThat(owed.separated(0b001).buried(0b011)).isEqualTo(new GroupSets(0b111, 0b100, 0, 0b011, 0));
        assertThat(owed.buried(0b001).separated(0b001))
                .as("the dead do not retry")
                .isEqualTo(owed.buried(0b001));
        assertThat(owed.buried(0b001).buried(0b001)).isEqualTo(owed.buried(0b001));
        assertThat(owed.isOutstanding(0b100)).isTrue();
        assertThat(owed.consumed(0b100).isOutstanding(0b100)).isFalse();
    }

    @Test
    void stateFollowsFromTheSets() {
        assertThat(GroupSets.owedBy(0).state()).as("held").isEqualTo(MessageState.CONFIRMED);
        assertThat(GroupSets.owedBy(0b11).consumed(0b11).state()).isEqualTo(MessageState.CONSUMED);
        assertThat(new GroupSets(0b111, 0, 0, 0b001, 0b010).state()).isEqualTo(MessageState.DEAD);
        assertThat(new GroupSets(0b111, 0, 0, 0, 0b010).state()).isEqualTo(MessageState.DISCARDED);
        assertThat(new GroupSets(0b111, 0, 0b100, 0b001, 0b010).state()).isEqualTo(MessageState.CONFIRMED);
        long last = 1L << 61;
        assertThat(GroupSets.owedBy(last).consumed(last).state()).isEqualTo(MessageState.CONSUMED);
    }

    @Test
    void lastIntervalRepeatsWithATenthOfJitter() {
        RedeliverySchedule schedule = new RedeliverySchedule(List.of(Duration.ofSeconds(1), Duration.ofMinutes(1)));
        assertThat(schedule.millisAfter(0, () -> 0.5)).isEqualTo(1_000);
        assertThat(schedule.millisAfter(1, () -> 0.5)).isEqualTo(1_000);
        assertThat(schedule.millisAfter(2, () -> 0.5)).isEqualTo(60_000);
        assertThat(schedule.millisAfter(100, () -> 0)).isEqualTo(54_000);
        assertThat(schedule.millisAfter(Integer.MAX_VALUE, () -> 1)).isEqualTo(66_000);
        assertThat(new RedeliverySchedule(List.of(Duration.ZERO)).millisAfter(1, () -> 0))
                .isEqualTo(1);
        assertThat(RedeliverySchedule.ofMillis(schedule.toMillis())).isEqualTo(schedule);
        assertThatThrownBy(() -> new RedeliverySchedule(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void idsKeepTheirOrderAsBytesAndText() {
        Random random = new Random(7);
        List<UUID> ids = Stream.concat(
                        Stream.of(LOW, HIGH, Producer.newId()),
                        Stream.generate(() -> new UUID(random.nextLong(), random.nextLong()))
                                .limit(200))
                .toList();
        for (UUID one : ids) {
            assertThat(Ids.fromBytes(Ids.toBytes(one))).isEqualTo(one);
            assertThat(Ids.toHex(one)).hasSize(32).isEqualTo(one.toString().replace("-", ""));
            assertThat(Shards.of(one)).isBetween(0, Shards.COUNT - 1);
            for (UUID other : ids) {
                assertThat(Integer.signum(Ids.compare(one, other)))
                        .isEqualTo(Integer.signum(Arrays.compareUnsigned(Ids.toBytes(one), Ids.toBytes(other))))
                        .isEqualTo(Integer.signum(Ids.toHex(one).compareTo(Ids.toHex(other))));
            }
        }
        assertThat(Ids.millisOf(HIGH)).isEqualTo(0xffff_ffff_ffffL);
    }

    @Test
    void jsonRowsNeedNoEscaping() {
        assertThat(new JsonRows()).hasToString("[]");
        assertThat(JsonRows.ofIds(List.of())).isEqualTo("[]");
        assertThat(new JsonRows()
                        .row(LOW)
                        .with("n", 1)
                        .with("absent", (Number) null)
                        .row(HIGH)
                        .with("t", "a:1@~;"))
                .hasToString("[{\"id\":\"00000000000170008000000000000001\",\"n\":1},"
                        + "{\"id\":\"ffffffffffff7fffbfffffffffffffff\",\"t\":\"a:1@~;\"}]");
        for (String text : List.of("\"", "\\", "'", "\n", "ö", "{")) {
            assertThatThrownBy(() -> new JsonRows().row(LOW).with("t", text))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void receiptLogIsReadUpToItsLastWholeEntry() {
        Instant at = Instant.ofEpochMilli(1_763_000_000_000L);
        String log = "0:1:1763000000000:broker-a:0@12;61:16:1763000000000:;";
        assertThat(ReceiptLog.parse(log))
                .isEqualTo(Map.of(
                        0, new ReceiptLog.Entry(1, at, "broker-a:0@12"), 61, new ReceiptLog.Entry(16, at, null)));
        assertThat(ReceiptLog.parse("")).isEmpty();
        assertThat(ReceiptLog.parse(log + "7:1:1763:")).as("cut off").isEqualTo(ReceiptLog.parse(log));
        assertThat(ReceiptLog.parse(log + "7:1:1763000000000:bro")).isEqualTo(ReceiptLog.parse(log));
    }
}
