package io.reliablemessage.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextsTest {
    /** From one byte to four, and the neighbours of every limit. */
    private static final char[] UNITS = {
        'a', '\u0000', '\u001f', '\u007f', '\u0080', '\u009f', '\u00a0', '\u07ff', '\u0800', '\ud7ff', '\ud800',
        '\udbff', '\udc00', '\udfff', '\ue000', '\uffff'
    };

    @Test
    void lengthIsWhatAnEncoderWrites() {
        Random random = new Random(20261201);
        for (int i = 0; i < 20_000; i++) {
            String text = random.ints(random.nextInt(8), 0, UNITS.length)
                    .collect(StringBuilder::new, (some, unit) -> some.append(UNITS[unit]), StringBuilder::append)
                    .toString();
            assertThat(Texts.utf8Length(text)).as("length of %s", escaped(text)).isEqualTo(encodedLength(text));
            assertThat(Texts.hasControlCharacter(text))
                    .as("controls in %s", escaped(text))
                    .isEqualTo(text.chars().anyMatch(Character::isISOControl));
        }
    }

    private static int encodedLength(String text) {
        try {
            return StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(text))
                    .remaining();
        } catch (CharacterCodingException e) {
            return -1;
        }
    }

    private static String escaped(String text) {
        StringBuilder all = new StringBuilder();
        text.chars().forEach(unit -> all.append(String.format("\\u%04x", unit)));
        return all.toString();
    }
}
