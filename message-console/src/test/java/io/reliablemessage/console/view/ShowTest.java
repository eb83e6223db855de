package io.reliablemessage.console.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.management.MessageView;
import io.reliablemessage.protocol.management.Overview;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.ResourceBundleMessageSource;

class ShowTest {
    private static final Instant NOW = Instant.parse("2026-11-30T06:00:00Z");

    private final Show english = show(Locale.ENGLISH);
    private final Show chinese = show(Locale.CHINESE);

    @Test
    void numbersHaveSeparatorsAndUnits() {
        assertThat(english.number(1_234_567)).isEqualTo("1,234,567");
        assertThat(english.number(null)).isEqualTo("–");
        assertThat(english.count(new Overview.Count(1_000, true))).isEqualTo("1,000+");
        assertThat(english.bytes(1_023)).isEqualTo("1,023 B");
        assertThat(english.bytes(2_097_152)).isEqualTo("2 MiB");
        assertThat(english.bytes(1_300_000)).isEqualTo("1.2 MiB");
    }

    @Test
    void moneyIsNeverRounded() {
        assertThat(english.amount(new BigDecimal("1234567.1200"))).isEqualTo("1,234,567.1200");
        assertThat(english.amount(new BigDecimal("0.123456789"))).isEqualTo("0.123456789");
        assertThat(english.amount(new BigDecimal("12345678901234567890.01")))
                .isEqualTo("12,345,678,901,234,567,890.01");
        assertThat(english.amount(new BigDecimal("1E+3"))).isEqualTo("1,000");
        assertThat(english.amount(null)).isEqualTo("–");
        assertThat(english.difference(new BigDecimal("0.10"))).isEqualTo("+0.10");
        assertThat(english.difference(new BigDecimal("-0.10"))).isEqualTo("-0.10");
        assertThat(english.difference(0L)).isEqualTo("0");
    }

    @Test
    void windowsHaveTheirDayOnceIfItIsOne() {
        assertThat(english.window(NOW, NOW.plusSeconds(61))).isEqualTo("2026-11-30 14:00:00 – 14:01:01");
        assertThat(english.window(NOW, NOW.plusSeconds(36_000)))
                .as("the day of the person's zone")
                .isEqualTo("2026-11-30 14:00:00 – 2026-12-01 00:00:00");
    }

    @Test
    void durationsHaveTheirTwoLargestUnits() {
        assertThat(english.millis(850L)).isEqualTo("850 ms");
        assertThat(english.millis(59_999L)).isEqualTo("59 s");
        assertThat(english.duration(Duration.ofSeconds(125))).isEqualTo("2 min 5 s");
        assertThat(english.duration(Duration.ofMinutes(200))).isEqualTo("3 h 20 min");
        assertThat(english.duration(Duration.ofHours(98))).isEqualTo("4 d 2 h");
        assertThat(chinese.duration(Duration.ofHours(96))).isEqualTo("4 天");
    }

    @Test
    void timesAreRelativeAndExact() {
        assertThat(english.relative(NOW.minusSeconds(4))).isEqualTo("now");
        assertThat(english.relative(NOW.minusSeconds(59))).isEqualTo("59 s ago");
        assertThat(english.relative(NOW.minusSeconds(3_599))).isEqualTo("59 min ago");
        assertThat(english.relative(NOW.plusSeconds(7_200))).isEqualTo("in 2 h");
        assertThat(chinese.relative(NOW.minusSeconds(86_400))).isEqualTo("1 天前");
        assertThat(english.exact(NOW.plusMillis(7))).isEqualTo("2026-11-30 14:00:00.007 +08:00");
    }

    @Test
    void longTextsAreCutAtTheirFirstLineAndNeverInsideACharacter() {
        assertThat(english.start("short", 10)).isEqualTo("short");
        assertThat(english.isCut("short", 5)).isFalse();
        assertThat(english.start("two\nlines", 100)).isEqualTo("two…");
        assertThat(english.isCut("two\nlines", 100)).isTrue();
        assertThat(english.start("ab\uD83D\uDE00cd", 3)).isEqualTo("ab…");
        assertThat(english.start(null, 3)).isEqualTo("–");
    }

    @Test
    void constantsHaveWordsOfTheirOwnType() {
        assertThat(chinese.word(MessageState.PREPARED)).isEqualTo("预发送");
        assertThat(english.word(MessageView.Standing.OWING)).isEqualTo("Owes a receipt");
    }

    private static Show show(Locale locale) {
        ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
        messages.setBasenames("i18n/frame");
        messages.setDefaultEncoding("UTF-8");
        messages.setFallbackToSystemLocale(false);
        return new Show(messages, locale, Clock.fixed(NOW, ZoneOffset.UTC), ZoneId.of("Asia/Shanghai"));
    }
}
