package io.reliablemessage.testkit;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HexFormat;

/** Column values as text that is equal if and only if they are. */
final class Values {
    private Values() {}

    static String text(Object value) {
        if (value instanceof byte[] bytes) {
            return "0x" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof BigDecimal number) {
            return number.stripTrailingZeros().toPlainString();
        }
        if (value instanceof Object[] array) {
            return Arrays.deepToString(array);
        }
        return String.valueOf(value);
    }
}
