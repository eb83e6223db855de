package io.reliablemessage.console.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "+1",
                "-1+2",
                "@SUM(A1)",
                "\t=1+1",
                "\r=1+1",
                "\n=1",
                "=cmd|' /C calc'!A0",
                "＝1+1",
                "＠x",
                "－1",
                "＋1"
            })
    void formulasBecomeText(String formula) {
        assertThat(Csv.cell(formula)).matches("(?s)\"?'.*");
    }

    @Test
    void separatorsQuotesAndBreaksStayInTheirCell() {
        assertThat(Csv.cell("plain")).isEqualTo("plain");
        assertThat(Csv.cell("a,b")).isEqualTo("\"a,b\"");
        assertThat(Csv.cell("say \"x\"")).isEqualTo("\"say \"\"x\"\"\"");
        assertThat(Csv.cell("two\nlines")).isEqualTo("\"two\nlines\"");
        assertThat(Csv.cell("a;=1+1"))
                .as("for spreadsheets that take the semicolon")
                .isEqualTo("\"a;=1+1\"");
    }
}
