package io.reliablemessage.service.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.DeadLetterReason;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    @Test
    void ignoresWhatDiffersFromRunToRun() {
        assertThat(of("shop.NoStock", "Points$$Lambda$17/0x00007f01.add"))
                .isEqualTo(of("shop.NoStock", "Points$$Lambda$23/0x00007fab.add"))
                .matches("[0-9a-f]{16}");
    }

    @Test
    void tellsCausesApart() {
        assertThat(of("shop.NoStock", "Points.add")).isNotEqualTo(of("shop.NoStock", "Points.remove"));
        assertThat(of("shop.NoStock", "Points.add")).isNotEqualTo(of("shop.NoMoney", "Points.add"));
        assertThat(of("a", "b")).isNotEqualTo(of("ab", null));
    }

    @Test
    void withoutErrorTheReasonIsTheCause() {
        assertThat(of(DeadLetterReason.REJECTED, null, null)).isEqualTo(of(DeadLetterReason.REJECTED, null, "ignored"));
        assertThat(of(DeadLetterReason.REJECTED, null, null))
                .isNotEqualTo(of(DeadLetterReason.ATTEMPTS_EXHAUSTED, null, null));
    }

    private static String of(String type, String frame) {
        return of(DeadLetterReason.ATTEMPTS_EXHAUSTED, type, frame);
    }

    private static String of(DeadLetterReason reason, String type, String frame) {
        return Fingerprint.of(new Burial(new UUID(0, 0), 1, 1, 0, reason, type, "text", frame, 1));
    }
}
