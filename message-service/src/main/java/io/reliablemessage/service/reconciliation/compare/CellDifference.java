package io.reliablemessage.service.reconciliation.compare;

import io.reliablemessage.protocol.reconciliation.Cell;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A cell in which two books differ within a slice.
 *
 * @param ours how many entries we have in it
 * @param theirs how many the application has
 * @param sum their sum less ours, modulo 2<sup>128</sup>
 */
public record CellDifference(int prefix, long ours, long theirs, BigInteger sum) {
    private static final int SUM_BYTES = 16;
    private static final int BYTES = Integer.BYTES + 2 * Long.BYTES + SUM_BYTES;
    static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(8 * SUM_BYTES);

    /** Those that differ, by ascending prefix. */
    public static List<CellDifference> between(List<Cell> ours, List<Cell> theirs) {
        Map<Integer, Cell> our = byPrefix(ours);
        Map<Integer, Cell> their = byPrefix(theirs);
        TreeSet<Integer> prefixes = new TreeSet<>(our.keySet());
        prefixes.addAll(their.keySet());
        List<CellDifference> differences = new ArrayList<>();
        for (int prefix : prefixes) {
            Cell one = our.get(prefix);
            Cell other = their.get(prefix);
            CellDifference difference = new CellDifference(
                    prefix,
                    one == null ? 0 : one.entries(),
                    other == null ? 0 : other.entries(),
                    sumOf(other).subtract(sumOf(one)).mod(MODULUS));
            if (difference.ours != difference.theirs || difference.sum.signum() != 0) {
                differences.add(difference);
            }
        }
        return differences;
    }

    private static Map<Integer, Cell> byPrefix(List<Cell> cells) {
        Map<Integer, Cell> byPrefix = new HashMap<>();
        cells.forEach(cell -> byPrefix.put(cell.prefix(), cell));
        return byPrefix;
    }

    private static BigInteger sumOf(@Nullable Cell cell) {
        return cell == null ? BigInteger.ZERO : new BigInteger(cell.sum(), 16);
    }

    /** {@value #BYTES} bytes each. */
    public static byte[] toBytes(List<CellDifference> cells) {
        ByteBuffer bytes = ByteBuffer.allocate(cells.size() * BYTES);
        for (CellDifference cell : cells) {
            byte[] sum = cell.sum.toByteArray();
            int length = Math.min(sum.length, SUM_BYTES);
            bytes.putInt(cell.prefix).putLong(cell.ours).putLong(cell.theirs);
            bytes.put(new byte[SUM_BYTES - length]).put(sum, sum.length - length, length);
        }
        return bytes.array();
    }

    /** What {@link #toBytes} wrote. */
    public static List<CellDifference> fromBytes(byte[] stored) {
        ByteBuffer bytes = ByteBuffer.wrap(stored);
        List<CellDifference> cells = new ArrayList<>(stored.length / BYTES);
        while (bytes.hasRemaining()) {
            int prefix = bytes.getInt();
            long ours = bytes.getLong();
            long theirs = bytes.getLong();
            byte[] sum = new byte[SUM_BYTES];
            bytes.get(sum);
            cells.add(new CellDifference(prefix, ours, theirs, new BigInteger(1, sum)));
        }
        return cells;
    }
}
