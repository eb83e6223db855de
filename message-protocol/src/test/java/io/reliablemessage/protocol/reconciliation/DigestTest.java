package io.reliablemessage.protocol.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.protocol.BusinessKey;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Two digests differ exactly where the two multisets do. */
class DigestTest {
    private static final String SALT = "000102030405060708090a0b0c0d0e0f";
    private static final String OTHER_SALT = "100102030405060708090a0b0c0d0e0f";

    private record Item(
            int no, @Nullable Integer content, @Nullable BigDecimal amount) {
        byte[] identity() {
            return Digest.identityOf(BusinessKey.of("no", Integer.toString(no)));
        }

        byte @Nullable [] hash() {
            return content == null
                    ? null
                    : BusinessKey.of("content", content.toString()).sha256();
        }

        void addTo(Digest digest) {
            digest.add(identity(), hash(), amount);
        }
    }

    private static Item item(int no) {
        return new Item(no, null, null);
    }

    private static Digest digest(int bits, List<Item> items) {
        Digest digest = new Digest(SALT, bits);
        items.forEach(item -> item.addTo(digest));
        return digest;
    }

    private static List<Item> items(int count) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(item(i));
        }
        return items;
    }

    @Test
    void orderDoesNotMatter() {
        List<Item> items = items(500);
        List<Cell> cells = digest(8, items).cells();
        Collections.shuffle(items, new Random(1));
        assertThat(digest(8, items).cells()).isEqualTo(cells);
    }

    @Test
    void entryThatIsThereTwiceCountsTwice() {
        Item item = item(1);
        Cell once = digest(8, List.of(item)).cells().get(0);
        Cell twice = digest(8, List.of(item, item)).cells().get(0);
        Cell thrice = digest(8, List.of(item, item, item)).cells().get(0);
        assertThat(twice.entries()).isEqualTo(2);
        assertThat(Set.of(once.sum(), twice.sum(), thrice.sum())).hasSize(3);
        assertThat(Digest.plus(once, twice)).isEqualTo(thrice);
    }

    @Test
    void sumsAddUp() {
        List<Item> items = items(300);
        Map<Integer, Cell> whole =
                digest(4, items).cells().stream().collect(Collectors.toMap(Cell::prefix, cell -> cell));
        Map<Integer, Cell> added = new HashMap<>();
        for (int from = 0; from < 300; from += 50) {
            digest(4, items.subList(from, from + 50))
                    .cells()
                    .forEach(cell -> added.merge(cell.prefix(), cell, Digest::plus));
        }
        assertThat(added).isEqualTo(whole);
        assertThat(whole.values()).allMatch(cell -> cell.sum().length() == 32);
    }

    @Test
    void onlyWantedCellsCount() {
        List<Item> items = items(400);
        Set<Integer> wanted = Set.of(3, 9);
        Digest within = new Digest(SALT, 10, 4, List.copyOf(wanted));
        items.forEach(item -> item.addTo(within));
        List<Cell> expected = digest(10, items).cells().stream()
                .filter(cell -> wanted.contains(cell.prefix() >>> 6))
                .toList();
        assertThat(within.cells()).isEqualTo(expected).isNotEmpty();
        assertThat(within.entries())
                .isEqualTo(expected.stream().mapToLong(Cell::entries).sum());
        Digest none = new Digest(SALT, 10, 4, List.of());
        items.forEach(item -> item.addTo(none));
        assertThat(none.cells()).isEmpty();
    }

    @Test
    void prefixIsTheFirstBits() {
        byte[] identity = new byte[32];
        identity[0] = (byte) 0b1010_0101;
        identity[1] = (byte) 0b1100_0000;
        assertThat(Digest.prefix(identity, 0)).isZero();
        assertThat(Digest.prefix(identity, 1)).isEqualTo(1);
        assertThat(Digest.prefix(identity, 4)).isEqualTo(0b1010);
        assertThat(Digest.prefix(identity, 10)).isEqualTo(0b1010_0101_11);
        assertThat(Digest.prefix(identity, 24)).isEqualTo(0b1010_0101_1100_0000_0000_0000);
    }

    @Test
    void amountsAreNumbersNotTexts() {
        String one = sum(new Item(1, null, new BigDecimal("1.5")));
        assertThat(sum(new Item(1, null, new BigDecimal("1.50")))).isEqualTo(one);
        assertThat(sum(new Item(1, null, new BigDecimal("15E-1")))).isEqualTo(one);
        assertThat(sum(new Item(1, null, new BigDecimal("1.51")))).isNotEqualTo(one);
        assertThat(sum(new Item(1, null, new BigDecimal("-1.5")))).isNotEqualTo(one);
        assertThat(sum(new Item(1, null, null))).isNotEqualTo(one);
        assertThat(sum(new Item(1, null, new BigDecimal("0.00")))).isEqualTo(sum(new Item(1, null, BigDecimal.ZERO)));
        assertThat(sum(new Item(1, null, new BigDecimal("100"))))
                .isEqualTo(sum(new Item(1, null, new BigDecimal("1E+2"))));
        assertThat(digest(
                                4,
                                List.of(
                                        new Item(1, null, new BigDecimal("1.5")),
                                        item(2),
                                        new Item(3, null, new BigDecimal("2.5"))))
                        .amount())
                .isEqualByComparingTo("4");
        assertThat(digest(4, List.of(item(1))).amount()).isNull();
    }

    @Test
    void contentIsNotTakenForAnAmount() {
        assertThat(sum(new Item(1, 1, null))).isNotEqualTo(sum(item(1)));
        assertThat(sum(new Item(1, 1, null))).isNotEqualTo(sum(new Item(1, 2, null)));
        assertThat(sum(new Item(1, 1, BigDecimal.ONE))).isNotEqualTo(sum(new Item(1, null, BigDecimal.ONE)));
    }

    private static String sum(Item item) {
        return digest(4, List.of(item)).cells().get(0).sum();
    }

    @Test
    void anotherSaltChangesEverySum() {
        Digest one = new Digest(SALT, 6);
        Digest other = new Digest(OTHER_SALT, 6);
        items(500).forEach(item -> {
            item.addTo(one);
            item.addTo(other);
        });
        Set<String> sums = new HashSet<>();
        one.cells().forEach(cell -> sums.add(cell.sum()));
        assertThat(other.cells()).noneMatch(cell -> sums.contains(cell.sum()));
        assertThat(other.cells())
                .extracting(Cell::prefix)
                .isEqualTo(one.cells().stream().map(Cell::prefix).toList());
    }

    @Test
    void idsAndKeysAreIdentitiesOf32Bytes() {
        UUID id = UUID.fromString("0192f0c1-2345-7abc-8def-0123456789ab");
        assertThat(Digest.identityOf(id)).hasSize(32).isNotEqualTo(Digest.identityOf(new UUID(0, 0)));
        assertThat(Digest.identityOf(BusinessKey.of("a", "b"))).hasSize(32);
    }

    @Test
    void limitsAreKept() {
        assertThatThrownBy(() -> new Digest(SALT, 25)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Digest(SALT, 4, 5, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Digest("00", 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Digest("x".repeat(32), 4)).isInstanceOf(IllegalArgumentException.class);
    }

    /** The cells that differ are those of the plain difference of the two multisets, at every depth. */
    @RepeatedTest(60)
    void cellsThatDifferAreThoseOfThePlainDifference(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<Item> one = new ArrayList<>();
        for (int i = random.nextInt(400); i > 0; i--) {
            Item item = new Item(
                    random.nextInt(300),
                    random.nextInt(4) == 0 ? random.nextInt(2) : null,
                    random.nextInt(4) == 0 ? BigDecimal.valueOf(random.nextInt(3)) : null);
            one.add(item);
        }
        List<Item> other = new ArrayList<>(one);
        for (int i = random.nextInt(12); i > 0 && !other.isEmpty(); i--) {
            int at = random.nextInt(other.size());
            switch (random.nextInt(4)) {
                case 0 -> other.remove(at);
                case 1 -> other.add(other.get(at));
                case 2 -> other.add(item(1_000 + random.nextInt(50)));
                default -> other.set(at, new Item(other.get(at).no(), 7, null));
            }
        }
        Collections.shuffle(other, random);
        Map<Item, Integer> difference = new HashMap<>();
        one.forEach(item -> difference.merge(item, 1, Integer::sum));
        other.forEach(item -> difference.merge(item, -1, Integer::sum));
        for (int bits : new int[] {0, 1, 4, 8, 12, 16, 24}) {
            Set<Integer> expected = new TreeSet<>();
            difference.forEach((item, times) -> {
                if (times != 0) {
                    expected.add(Digest.prefix(item.identity(), bits));
                }
            });
            assertThat(differing(digest(bits, one), digest(bits, other)))
                    .as("%d bits", bits)
                    .isEqualTo(expected);
        }
    }

    private static Set<Integer> differing(Digest one, Digest other) {
        Map<Integer, Cell> cells = one.cells().stream().collect(Collectors.toMap(Cell::prefix, cell -> cell));
        Set<Integer> differing = new TreeSet<>();
        for (Cell cell : other.cells()) {
            if (!cell.equals(cells.remove(cell.prefix()))) {
                differing.add(cell.prefix());
            }
        }
        differing.addAll(cells.keySet());
        return differing;
    }
}
