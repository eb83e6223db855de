package io.reliablemessage.service.reconciliation.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.reconciliation.Entry;
import io.reliablemessage.protocol.reconciliation.FindAnswer.Found;
import io.reliablemessage.protocol.reconciliation.IdentifiedBy;
import io.reliablemessage.service.outbox.GroupSets;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.reconciliation.compare.Amounts;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JudgementTest {
    private static final Instant TIME = Instant.parse("2026-11-30T10:00:00Z");
    private static final BusinessKey KEY = BusinessKey.of("orderNo", "1");
    private static final UUID ID = Ids.newAt(TIME);
    private static final Found NOTHING = new Found(0, null);
    private static final Found THERE = new Found(1, new Entry(KEY, ID, TIME, null, null));

    private static Standing standing(MessageState state, long all, long owing, long dead) {
        return new Standing(
                ID,
                1,
                state,
                KEY.sha256(),
                KEY.toString(),
                TIME,
                TIME,
                owing == 0 ? null : TIME,
                false,
                owing != 0,
                new GroupSets(all, owing, 0, dead, 0),
                0,
                dead,
                "0:1:" + TIME.toEpochMilli() + ":;",
                null,
                null);
    }

    private static final Standing CONSUMED = standing(MessageState.CONSUMED, 1, 0, 0);
    private static final Standing OWED = standing(MessageState.CONFIRMED, 1, 1, 0);
    private static final Standing PREPARED = new Standing(
            ID,
            1,
            MessageState.PREPARED,
            KEY.sha256(),
            KEY.toString(),
            TIME,
            TIME,
            TIME,
            false,
            true,
            new GroupSets(0, 0, 0, 0, 0),
            0,
            0,
            "",
            null,
            null);
    private static final Standing CANCELLED = standing(MessageState.CANCELLED, 0, 0, 0);

    private static Judgement judgement(@Nullable Standing before, @Nullable Standing after) {
        return new Judgement(
                before == null ? List.of() : List.of(before),
                after == null ? List.of() : List.of(after),
                new TheirBook(1, "points", IdentifiedBy.MESSAGE_ID, false, false, null),
                false,
                TIME.minus(Duration.ofDays(30)));
    }

    private static @Nullable DiscrepancyType type(Verdict verdict) {
        return verdict instanceof Verdict.Differs differs ? differs.type() : null;
    }

    @Test
    void whatHappensBetweenTheLookUpsIsNoDifference() {
        assertThat(type(judgement(OWED, CONSUMED).group(0, NOTHING, false))).isNull();
        assertThat(type(judgement(OWED, CONSUMED).group(0, THERE, false))).isNull();
        assertThat(type(judgement(null, CONSUMED).fact(NOTHING))).isNull();
        assertThat(type(judgement(null, CONSUMED).fact(THERE))).isNull();
        assertThat(type(judgement(PREPARED, CONSUMED).fact(NOTHING))).isNull();
    }

    @Test
    void whatStaysIs() {
        assertThat(type(judgement(CONSUMED, CONSUMED).group(0, NOTHING, false)))
                .isEqualTo(DiscrepancyType.FALSE_RECEIPT);
        assertThat(type(judgement(OWED, OWED).group(0, THERE, false))).isEqualTo(DiscrepancyType.UNRECEIPTED_EFFECT);
        assertThat(type(judgement(OWED, OWED).group(0, NOTHING, false))).isEqualTo(DiscrepancyType.UNCONSUMED);
        assertThat(type(judgement(OWED, OWED).group(0, null, false))).isEqualTo(DiscrepancyType.UNCONSUMED);
        assertThat(type(judgement(CONSUMED, CONSUMED).fact(NOTHING))).isEqualTo(DiscrepancyType.GHOST_MESSAGE);
        assertThat(type(judgement(null, null).fact(THERE))).isEqualTo(DiscrepancyType.MISSING_MESSAGE);
        assertThat(type(judgement(CANCELLED, CANCELLED).fact(THERE))).isEqualTo(DiscrepancyType.MISSING_MESSAGE);
        assertThat(type(judgement(PREPARED, PREPARED).fact(THERE))).isEqualTo(DiscrepancyType.MISSING_MESSAGE);
        assertThat(type(judgement(PREPARED, PREPARED).fact(NOTHING))).isNull();
    }

    @Test
    void deadLetterIsInFrontOfAPersonUnlessTheEffectIsThere() {
        Standing dead = standing(MessageState.DEAD, 1, 0, 1);
        assertThat(type(judgement(dead, dead).group(0, NOTHING, false))).isNull();
        assertThat(type(judgement(dead, dead).group(0, THERE, false))).isEqualTo(DiscrepancyType.UNRECEIPTED_EFFECT);
    }

    @Test
    void lostMessageIsReportedWithItsFactOnly() {
        assertThat(type(judgement(null, null).group(0, THERE, true))).isNull();
        assertThat(type(judgement(null, null).group(0, THERE, false))).isEqualTo(DiscrepancyType.UNRECEIPTED_EFFECT);
    }

    @Test
    void messageThatRetentionMayHaveRemovedIsNotMissing() {
        Found old = new Found(1, new Entry(KEY, null, TIME.minus(Duration.ofDays(31)), null, null));
        assertThat(type(judgement(null, null).fact(old))).isNull();
        assertThat(type(judgement(null, null).group(0, old, false))).isNull();
    }

    @Test
    void effectThatTheApplicationMayHaveForgottenIsNotMissing() {
        Judgement judgement = new Judgement(
                List.of(CONSUMED),
                List.of(CONSUMED),
                new TheirBook(1, "points", IdentifiedBy.MESSAGE_ID, false, false, TIME.plusSeconds(1)),
                false,
                TIME.minus(Duration.ofDays(30)));
        assertThat(type(judgement.group(0, NOTHING, false))).isNull();
        assertThat(type(judgement.fact(NOTHING))).isNull();
    }

    @Test
    void amountsThatCannotBeReckonedWithAreNone() {
        Amounts amounts = new Amounts("/a");
        assertThat(amounts.of("{\"a\":1.50}".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isEqualByComparingTo("1.5");
        assertThat(amounts.of("{\"a\":\"-12.50\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isEqualByComparingTo("-12.5");
        for (String payload : List.of(
                "",
                "no json",
                "{}",
                "{\"a\":\"\"}",
                "{\"a\":\"1e9\"}",
                "{\"a\":\" 1\"}",
                "{\"a\":1e999999999}",
                "[1]")) {
            assertThat(amounts.of(payload.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                    .as(payload)
                    .isNull();
        }
        assertThat(Amounts.isReasonable(new BigDecimal("1e61"))).isFalse();
    }
}
