package io.reliablemessage.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.benchmarks.measure.LiveHeap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeapsTest {
    private static final long MEBIBYTE = 1 << 20;

    @Test
    void namesTheClassesThatGrewMost() {
        assertThat(Heaps.grown(
                        Map.of("A", MEBIBYTE, "B", 5 * MEBIBYTE, "C", MEBIBYTE),
                        Map.of("A", 2 * MEBIBYTE, "B", 4 * MEBIBYTE, "C", MEBIBYTE + 1_000, "D", 3 * MEBIBYTE)))
                .isEqualTo("D 3,072 KiB, A 1,024 KiB");
    }

    @Test
    void findsTheClassesOfAProcess() {
        byte[] held = new byte[(int) (3 * MEBIBYTE)];
        assertThat(LiveHeap.bytesByClass(ProcessHandle.current()).get("[B")).isGreaterThan(held.length);
    }
}
