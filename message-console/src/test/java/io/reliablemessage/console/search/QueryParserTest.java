package io.reliablemessage.console.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.MessageState;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryParserTest {
    private static final Instant NOW = Instant.parse("2026-11-30T06:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    @Test
    void namesThatAreNotOursAreFieldsOfTheKey() {
        Query query = parse("merchantNo:M1 orderNo:1100 topic:orders app:shop");

        assertThat(query.fields()).isEqualTo(BusinessKey.of("merchantNo", "M1").and("orderNo", "1100"));
        assertThat(query.topic()).isEqualTo("orders");
        assertThat(query.application()).isEqualTo("shop");
        assertThat(query.key()).isNull();
        assertThat(query.isAboutDeadLetters()).isFalse();
    }

    @Test
    void bareWordIsAnIdAKeyOrAValue() {
        UUID id = UUID.randomUUID();
        assertThat(parse(id.toString()).id()).isEqualTo(id);
        assertThat(parse("  id:" + id + " ").id()).isEqualTo(id);
        assertThat(parse("merchantNo=M1;orderNo=11%3B00").key())
                .isEqualTo(BusinessKey.of("merchantNo", "M1").and("orderNo", "11;00"));
        assertThat(parse("1100").value()).isEqualTo("1100");
        assertThat(parse("订单-7").value()).isEqualTo("订单-7");
        assertThat(parse("1+1=2").value()).as("no name begins with a digit").isEqualTo("1+1=2");
    }

    @Test
    void quotesKeepBlanksAndColonsTogether() {
        assertThat(parse("error:\"connection refused: 10.0.0.1\"").error()).isEqualTo("connection refused: 10.0.0.1");
        assertThat(parse("\"name: with colon\"").value()).isEqualTo("name: with colon");
        assertThat(parse("url:http://shop/1").fields()).isEqualTo(BusinessKey.of("url", "http://shop/1"));
    }

    @Test
    void errorGroupAndTheStatesOfCasesLeadToDeadLetters() {
        assertThat(parse("error:timeout state:resolved").caseState()).isEqualTo(DeadLetterState.RESOLVED);
        assertThat(parse("error:timeout").isAboutDeadLetters()).isTrue();
        assertThat(parse("group:stock").isAboutDeadLetters()).isTrue();
        assertThat(parse("state:open").isAboutDeadLetters()).isTrue();
        assertThat(parse("state:Dead").state()).isEqualTo(MessageState.DEAD);
        assertThat(parse("state:dead").isAboutDeadLetters()).isFalse();
        assertThat(parse("state:discarded").isAboutDeadLetters())
                .as("a message's state before a case's")
                .isFalse();
        assertThat(parse("group:stock status:PAID orderNo:1100").anyValue()).isEqualTo("1100");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-29, 2026-11-28T16:00:00Z",
        "2026-11-29T10:30, 2026-11-29T02:30:00Z",
        "'\"2026-11-29 10:30:05\"', 2026-11-29T02:30:05Z",
        "2026-11-29T10:30Z, 2026-11-29T10:30:00Z",
        "2026-11-29T10:30:00.250+01:00, 2026-11-29T09:30:00.250Z",
        "2h, 2026-11-30T04:00:00Z",
        "20min, 2026-11-30T05:40:00Z",
        "3d, 2026-11-27T06:00:00Z",
        "1w, 2026-11-23T06:00:00Z"
    })
    void timesAreReadAsPeopleTypeThem(String typed, Instant expected) {
        assertThat(parse("after:" + typed).after()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "error:\"abc | quote",
                "1100 1200 | bare",
                "1100 orderNo:7 | bare",
                "topic: | empty",
                "topic:a topic:b | twice",
                "state:gone | state",
                "group:stock state:prepared | case-state",
                "id:17 | id",
                "a=1;a=2 | key",
                "a:1 b:2 c:3 d:4 e:5 | key",
                "a:1 a:2 | key",
                "error:no | error",
                "before:yesterday | time",
                "before:2026-13-01 | time",
                "after:1h before:2h | order"
            })
    void saysWhatCannotBeUnderstood(String text, String code) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOfSatisfying(
                        SearchProblem.class,
                        problem -> assertThat(problem.code()).isEqualTo(code));
    }

    private static Query parse(String text) {
        return QueryParser.parse(text, CLOCK, SHANGHAI);
    }
}
