package io.reliablemessage.service.reconciliation.compare;

import io.reliablemessage.protocol.reconciliation.Digest;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is to be done with the cells of all slices that were compared with the same number of bits. Cells are added up over all slices
 * first: an entry that lies on different sides of a slice's edge in the two books is no difference. Of what is left, cells that are
 * small in every slice are exchanged, the others are looked at again with more bits.
 */
public final class Level {
    /** How many bits more each time. */
    public static final int MORE_BITS = 4;

    public static final int FIRST_BITS = 8;

    /** A cell that has more entries than this on one side is looked at with more bits before entries are exchanged. */
    private static final long SMALL = 32;

    private final int bits;
    private final Map<Integer, Sum> sums = new HashMap<>();
    private final Set<Integer> split = new HashSet<>();
    private final Set<Integer> exchanged = new HashSet<>();

    public Level(int bits) {
        this.bits = bits;
    }

    /** Adds what differs in one slice. */
    public void add(List<CellDifference> slice) {
        slice.forEach(
                cell -> sums.computeIfAbsent(cell.prefix(), prefix -> new Sum()).add(cell));
    }

    /** After the last slice. */
    public Level decide() {
        sums.forEach((prefix, sum) -> {
            if (sum.differs()) {
                (sum.most > SMALL && bits < Digest.MAX_BITS ? split : exchanged).add(prefix);
            }
        });
        sums.clear();
        return this;
    }

    /** Which of a slice's cells are to be compared with {@value #MORE_BITS} bits more. */
    public List<Integer> split(List<CellDifference> slice) {
        return of(slice, split);
    }

    /** Which of a slice's cells are small enough for their entries to be exchanged. */
    public List<Integer> exchanged(List<CellDifference> slice) {
        return of(slice, exchanged);
    }

    public boolean anySplit() {
        return !split.isEmpty();
    }

    private static List<Integer> of(List<CellDifference> slice, Set<Integer> which) {
        return slice.stream()
                .map(CellDifference::prefix)
                .filter(which::contains)
                .toList();
    }

    private static final class Sum {
        private long entries;
        private long most;
        private BigInteger sum = BigInteger.ZERO;

        void add(CellDifference cell) {
            entries += cell.theirs() - cell.ours();
            most = Math.max(most, Math.max(cell.ours(), cell.theirs()));
            sum = sum.add(cell.sum()).mod(CellDifference.MODULUS);
        }

        boolean differs() {
            return entries != 0 || sum.signum() != 0;
        }
    }
}
