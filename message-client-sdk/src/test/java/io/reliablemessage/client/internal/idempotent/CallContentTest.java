package io.reliablemessage.client.internal.idempotent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class CallContentTest {
    record Before(String orderNo) {}

    record After(@Nullable String coupon, String orderNo) {}

    private final CallContent content = new CallContent(
            JsonMapper.builder().build(),
            Map.of("first", arguments -> arguments[0], "second", arguments -> arguments[1]));

    @Test
    void neitherOrderNorNewOptionalPropertiesCount() {
        Map<String, Object> there = new LinkedHashMap<>();
        there.put("a", 1);
        there.put("b", List.of(1, 2));
        Map<String, Object> back = new LinkedHashMap<>();
        back.put("b", List.of(1, 2));
        back.put("a", 1);
        assertThat(content.digest(new Object[] {there, null})).isEqualTo(content.digest(new Object[] {back, null}));
        assertThat(content.digest(new Object[] {new Before("7"), 1}))
                .isEqualTo(content.digest(new Object[] {new After(null, "7"), 1}));
    }

    @Test
    void everythingElseCounts() {
        List<@Nullable Object[]> different = List.of(
                new Object[] {"a", "b"},
                new Object[] {"b", "a"},
                new Object[] {"ab", ""},
                new Object[] {"", "ab"},
                new Object[] {List.of(1, 2), ""},
                new Object[] {List.of(2, 1), ""},
                new Object[] {List.of(List.of(1), 2), ""},
                new Object[] {Map.of("a", "b"), ""},
                new Object[] {"{\"a\":\"b\",}", ""},
                new Object[] {Arrays.asList(1, null), ""},
                new Object[] {List.of(1), ""},
                new Object[] {1, ""},
                new Object[] {"1", ""},
                new Object[] {null, ""},
                new Object[] {"null", ""});
        assertThat(different.stream().map(content::digest).map(Arrays::toString).distinct())
                .hasSameSizeAs(different);
    }

    @Test
    void namesWhatIsNoJson() {
        assertThatThrownBy(() -> content.digest(new Object[] {new Object(), ""}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the same first")
                .hasMessageContaining("content");
    }
}
