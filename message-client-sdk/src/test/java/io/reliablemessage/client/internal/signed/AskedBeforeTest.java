package io.reliablemessage.client.internal.signed;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.CheckSignature;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Nobody plays a recorded question back, and nobody fills the memory with them. */
class AskedBeforeTest {

    @Test
    void rememberedQuestionsHaveABoundAndAnEnd() {
        AskedBefore before = new AskedBefore(2);
        UUID first = UUID.randomUUID();
        assertThat(before.isFirst(first, 0)).isTrue();
        assertThat(before.isFirst(UUID.randomUUID(), 0)).isTrue();
        assertThat(before.isFirst(UUID.randomUUID(), 0)).as("full").isFalse();
        assertThat(before.isFirst(UUID.randomUUID(), 2 * CheckSignature.MAX_SKEW_MILLIS + 1))
                .isTrue();
    }
}
