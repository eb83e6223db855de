package io.reliablemessage.service.reconciliation.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.reconciliation.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LevelTest {
    private static final String SALT = "00112233445566778899aabbccddeeff";

    private static byte[] identity(int number) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(("k" + number).getBytes(StandardCharsets.UTF_8));
    }

    private static List<CellDifference> slice(int[] ours, int[] theirs) throws Exception {
        Digest one = new Digest(SALT, 8);
        Digest other = new Digest(SALT, 8);
        for (int number : ours) {
            one.add(identity(number), null, null);
        }
        for (int number : theirs) {
            other.add(identity(number), null, null);
        }
        return CellDifference.between(one.cells(), other.cells());
    }

    @Test
    void entryOnDifferentSidesOfAnEdgeIsNoDifference() throws Exception {
        List<CellDifference> first = slice(new int[] {1, 2, 3}, new int[] {1, 2});
        List<CellDifference> second = slice(new int[] {4}, new int[] {3, 4});
        assertThat(first).hasSize(1);
        Level level = new Level(8);
        level.add(first);
        level.add(second);
        level.decide();
        assertThat(level.exchanged(first)).isEmpty();
        assertThat(level.exchanged(second)).isEmpty();
        assertThat(level.anySplit()).isFalse();
    }

    @Test
    void twiceIsNotOnce() throws Exception {
        List<CellDifference> slice = slice(new int[] {1, 2}, new int[] {1, 2, 2});
        Level level = new Level(8);
        level.add(slice);
        assertThat(level.decide().exchanged(slice)).containsExactly(Digest.prefix(identity(2), 8));
    }

    @Test
    void largeCellsAreSplitAndSmallOnesExchanged() throws Exception {
        List<Integer> crowded = new ArrayList<>();
        for (int number = 0; crowded.size() < 33; number++) {
            if (Digest.prefix(identity(number), 8) == 7) {
                crowded.add(number);
            }
        }
        int[] many = crowded.stream().mapToInt(Integer::intValue).toArray();
        List<CellDifference> slice = slice(many, new int[] {});
        Level level = new Level(8);
        level.add(slice);
        level.decide();
        assertThat(level.split(slice)).containsExactly(7);
        assertThat(level.exchanged(slice)).isEmpty();
    }

    @Test
    void cellsSurviveBeingStored() throws Exception {
        List<CellDifference> cells = slice(new int[] {1, 2, 3, 4, 5}, new int[] {9, 10});
        assertThat(CellDifference.fromBytes(CellDifference.toBytes(cells))).isEqualTo(cells);
    }
}
