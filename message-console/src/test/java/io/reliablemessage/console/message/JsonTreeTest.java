package io.reliablemessage.console.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonTreeTest {
    @Test
    void numbersKeepTheirDigitsAndNamesThatComeTwiceAreShownTwice() {
        JsonTree.Node tree = JsonTree.of(
                        "{\"amount\":10.10,\"id\":12345678901234567890123,\"a\":1,\"a\":[true,null,\"x\"]}")
                .orElseThrow();

        assertThat(tree.children()).extracting(JsonTree.Node::name).containsExactly("amount", "id", "a", "a");
        assertThat(tree.children())
                .extracting(JsonTree.Node::text)
                .containsExactly("10.10", "12345678901234567890123", "1", null);
        assertThat(tree.children().get(3).children())
                .extracting(JsonTree.Node::text)
                .containsExactly("true", "null", "x");
    }

    @Test
    void whatIsNotOneJsonValueIsNoTree() {
        for (String text :
                new String[] {"", " ", "plain", "{\"a\":1", "{} {}", "[".repeat(100) + "]".repeat(100), "<a/>"}) {
            assertThat(JsonTree.of(text)).as(text).isEmpty();
        }
    }

    @Test
    void aHugeListIsCutAndSaysSo() {
        JsonTree.Node tree =
                JsonTree.of("[[" + "1,".repeat(5_000) + "1],{\"b\":[2]}]").orElseThrow();

        assertThat(tree.cut()).isTrue();
        assertThat(tree.children().get(0).cut()).isTrue();
        assertThat(tree.children().get(0).children()).hasSizeLessThan(2_001);
    }
}
