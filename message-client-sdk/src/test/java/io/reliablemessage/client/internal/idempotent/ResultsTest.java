package io.reliablemessage.client.internal.idempotent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.UnrepeatableResultException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.core.ResolvableType;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

class ResultsTest {
    record Money(BigDecimal amount, Instant at) {}

    record Page<T>(List<T> items, @Nullable T next) {}

    record Loose(Object what) {}

    interface Animal {
        String name();
    }

    record Dog(String name) implements Animal {}

    @SuppressWarnings("unused")
    interface Methods {
        void nothing();

        int number();

        String text();

        byte[] bytes();

        Money money();

        Optional<Money> maybe();

        List<Money> list();

        Set<Money> set();

        Page<Money> page();

        Map<String, Object> loose();

        Loose nested();

        Animal animal();

        Object anything();

        Money[] array();
    }

    interface Generic<T> {
        T get();
    }

    interface OfMoney extends Generic<Money> {}

    private static final Money MONEY = new Money(new BigDecimal("1.50"), Instant.parse("2026-11-21T04:00:00.123456Z"));

    @Test
    void repeatsWhatJsonKeeps() throws Exception {
        assertRepeats("nothing", null);
        assertRepeats("number", 7);
        assertRepeats("text", "null");
        assertRepeats("text", null);
        assertRepeats("money", MONEY);
        assertRepeats("maybe", Optional.of(MONEY));
        assertRepeats("maybe", Optional.empty());
        assertRepeats("list", List.of(MONEY, MONEY));
        assertRepeats("set", Set.of(MONEY, new Money(BigDecimal.ONE, MONEY.at())));
        assertRepeats("page", new Page<>(List.of(MONEY), MONEY));
        assertRepeats("loose", Map.of("a", List.of("b", 1, true)));
        assertRepeats("nested", new Loose("text"));
        assertRepeats("anything", "text");
        assertThat((byte[]) repeated("bytes", new byte[] {1, 2})).containsExactly(1, 2);
        assertThat((Money[]) repeated("array", new Money[] {MONEY})).containsExactly(MONEY);
    }

    @Test
    void knowsTheTypeThatTheClassBinds() throws Exception {
        Results results =
                results(ResolvableType.forMethodReturnType(Generic.class.getMethod("get"), OfMoney.class), 1000);
        assertThat(results.read(results.write(MONEY))).isEqualTo(MONEY);
    }

    @Test
    void refusesWhatWouldComeBackAsSomethingElse() {
        Map<String, Object> longs = new LinkedHashMap<>(Map.of("count", 5L));
        assertRefused("loose", longs, "something else");
        assertRefused("nested", new Loose(new Dog("Rex")), "something else");
        assertRefused("anything", new Dog("Rex"), "something else");
        assertRefused("animal", new Dog("Rex"), "cannot be kept");
        assertRefused("maybe", null, "something else");
    }

    @Test
    void refusesWhatIsTooLarge() throws Exception {
        Results results = results(type("text"), 100);
        assertThat(results.read(results.write("x".repeat(98)))).isEqualTo("x".repeat(98));
        assertThatThrownBy(() -> results.write("x".repeat(99)))
                .isInstanceOf(UnrepeatableResultException.class)
                .hasMessageContaining("reliable-message.idempotent.max-result-size (100)")
                .hasMessageContaining("101 bytes");
    }

    @Test
    void saysSoWhenAnEarlierReleaseKeptSomethingElse() throws Exception {
        byte[] kept = results(type("text"), 100).write("text");
        assertThatThrownBy(() -> results(type("money"), 100).read(kept))
                .isInstanceOf(UnrepeatableResultException.class)
                .hasMessageContaining("can no longer be read");
        assertThatThrownBy(() -> results(type("money"), 100).read(null))
                .isInstanceOf(UnrepeatableResultException.class)
                .hasMessageContaining("kept no result");
    }

    private static void assertRepeats(String method, @Nullable Object result) throws Exception {
        assertThat(repeated(method, result)).isEqualTo(result);
    }

    private static @Nullable Object repeated(String method, @Nullable Object result) throws Exception {
        Results results = results(type(method), 1000);
        return results.read(results.write(result));
    }

    private static void assertRefused(String method, @Nullable Object result, String reason) {
        assertThatThrownBy(() -> repeated(method, result))
                .isInstanceOf(UnrepeatableResultException.class)
                .hasMessageContaining(reason);
    }

    private static ResolvableType type(String method) throws Exception {
        return ResolvableType.forMethodReturnType(Methods.class.getMethod(method), Methods.class);
    }

    private static Results results(ResolvableType type, int bytes) {
        return new Results(
                "the method", new ResultForms(JsonMapper.builder().build()).plain(type), DataSize.ofBytes(bytes));
    }
}
