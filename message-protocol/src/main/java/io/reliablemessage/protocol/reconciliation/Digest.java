package io.reliablemessage.protocol.reconciliation;

import io.reliablemessage.protocol.BusinessKey;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order-independent digest of a set of entries, by cells. Both sides of a comparison compute it and differ in every cell in which
 * they have not the same entries equally often.
 *
 * <p>An entry has an identity of 32 bytes, the SHA-256 of its business key or of its message id. Its mark is the first 128 bits of
 * SHA-256 over salt, identity, and what else counts: the payload's digest, the amount. A cell has the sum of the marks modulo 2<sup>128</sup> and their
 * number. Sums of hashes (M. Bellare, D. Micciancio: A New Paradigm for Collision-Free Hashing, Eurocrypt 1997) do not depend on the order
 * and, unlike an exclusive or, do not lose entries that are there twice. The salt is fresh for every run and known to the two sides alone, so nobody can choose keys whose marks
 * cancel out; two different sets have the same sum with a probability of 2<sup>-128</sup> per cell that is compared.
 *
 * <p>Not safe for use by several threads; memory grows with the cells, not with the entries.
 */
public final class Digest {
    public static final int MAX_BITS = 24;
    public static final int MAX_PREFIXES = 4_096;
    public static final int MAX_ROWS = 1_000_000;
    public static final int MAX_ENTRIES = 20_000;
    public static final int MAX_FIND = 500;
    public static final int MAX_REPAIRS = 50;

    private static final int MARK_BYTES = 16;
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(8 * MARK_BYTES);

    private final byte[] salt;
    private final int bits;
    private final int withinBits;
    private final @Nullable Set<Integer> within;
    private final MessageDigest sha256 = sha256();
    private final Map<Integer, Sum> sums = new TreeMap<>();
    private long entries;
    private @Nullable BigDecimal amount;

    /**
     * A digest of all entries.
     *
     * @param salt 32 hexadecimal digits
     * @param bits 0 to {@value #MAX_BITS}: the length of the cells' prefixes
     * @throws IllegalArgumentException if one of them is outside its limits
     */
    public Digest(String salt, int bits) {
        this(salt, bits, 0, null);
    }

    /**
     * A digest of the entries whose identities begin with one of the prefixes.
     *
     * @param withinBits 0 to {@code bits}: the length of the prefixes in {@code within}
     * @param within {@code null}: all entries
     */
    public Digest(String salt, int bits, int withinBits, @Nullable List<Integer> within) {
        if (bits < 0 || bits > MAX_BITS || withinBits < 0 || withinBits > bits) {
            throw new IllegalArgumentException("bits must be 0 to " + MAX_BITS + " and not less than withinBits");
        }
        this.salt = HexFormat.of().parseHex(salt);
        if (this.salt.length != MARK_BYTES) {
            throw new IllegalArgumentException("salt must have " + 2 * MARK_BYTES + " hexadecimal digits");
        }
        this.bits = bits;
        this.withinBits = withinBits;
        this.within = within == null ? null : new HashSet<>(within);
    }

    /** The identity of an entry that has a business key. */
    public static byte[] identityOf(BusinessKey key) {
        return key.sha256();
    }

    /** The identity of an entry that a message's id tells from others. */
    public static byte[] identityOf(UUID messageId) {
        return sha256().digest(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(messageId.getMostSignificantBits())
                .putLong(messageId.getLeastSignificantBits())
                .array());
    }

    /** The first bits of an identity, as a number. */
    public static int prefix(byte[] identity, int bits) {
        return bits == 0 ? 0 : ByteBuffer.wrap(identity).getInt() >>> (Integer.SIZE - bits);
    }

    /**
     * Adds one entry, if it is in a cell that is wanted.
     *
     * @param identity 32 bytes
     * @param content what else has to be the same: the 32 bytes of a payload's SHA-256; {@code null}: it does not count
     * @param value the amount; {@code null}: it does not count
     */
    public void add(byte[] identity, byte @Nullable [] content, @Nullable BigDecimal value) {
        if (within != null && !within.contains(prefix(identity, withinBits))) {
            return;
        }
        entries++;
        if (value != null) {
            amount = amount == null ? value : amount.add(value);
        }
        sums.computeIfAbsent(prefix(identity, bits), prefix -> new Sum()).add(mark(identity, content, value));
    }

    private byte[] mark(byte[] identity, byte @Nullable [] content, @Nullable BigDecimal value) {
        sha256.update(salt);
        sha256.update(identity);
        sha256.update((byte) (content == null ? 0 : 1));
        if (content != null) {
            sha256.update(content);
        }
        if (value != null) {
            sha256.update(canonical(value).getBytes(StandardCharsets.US_ASCII));
        }
        return sha256.digest();
    }

    /** 1.5 and 1.50 are the same amount. */
    private static String canonical(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    /** How many entries were added to cells that are wanted. */
    public long entries() {
        return entries;
    }

    /** The sum of their amounts; {@code null} if none has one. */
    public @Nullable BigDecimal amount() {
        return amount;
    }

    /** The cells that have entries, by ascending prefix. */
    public List<Cell> cells() {
        List<Cell> cells = new ArrayList<>(sums.size());
        sums.forEach((prefix, sum) -> cells.add(new Cell(prefix, sum.entries, sum.hex())));
        return cells;
    }

    /** The cell that has the entries of both, which have the same prefix. */
    public static Cell plus(Cell one, Cell other) {
        BigInteger sum = new BigInteger(one.sum(), 16).add(new BigInteger(other.sum(), 16));
        return new Cell(one.prefix(), one.entries() + other.entries(), hex(sum.mod(MODULUS)));
    }

    private static String hex(BigInteger sum) {
        String digits = sum.toString(16);
        return "0".repeat(2 * MARK_BYTES - digits.length()) + digits;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** A number of 128 bits. */
    private static final class Sum {
        private long high;
        private long low;
        private long entries;

        void add(byte[] mark) {
            ByteBuffer bytes = ByteBuffer.wrap(mark);
            long markHigh = bytes.getLong();
            long markLow = bytes.getLong();
            low += markLow;
            high += markHigh + (Long.compareUnsigned(low, markLow) < 0 ? 1 : 0);
            entries++;
        }

        String hex() {
            return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
        }
    }
}
