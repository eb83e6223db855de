package io.reliablemessage.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.benchmarks.suite.Suite;
import io.reliablemessage.benchmarks.suite.Suites;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

    @Test
    void runsEverySuiteUnlessSomeAreNamed() {
        assertThat(parse().suites()).isEqualTo(Suites.ALL);
        assertThat(parse("--peers").suites()).extracting(Suite::name).containsExactly("send", "path");
        assertThat(parse("drain", "--n", "1000", "idle", "--peers").suites())
                .extracting(Suite::name)
                .containsExactly("drain", "idle");
    }

    @Test
    void takesNumbersWithinTheirLimits() {
        Options options = parse("--n", "100000000", "--rounds", "1", "--seconds", "5");
        assertThat(options.n()).isEqualTo(100_000_000);
        assertThat(options.rounds()).isEqualTo(1);
        assertThat(options.duration()).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--n 99 | --n must be a number from 100 to 100,000,000, not '99'",
                "--n many | not 'many'",
                "--n | --n needs a value",
                "--rounds 0 | --rounds must be a number from 1 to 100",
                "--seconds 4000 | --seconds must be a number from 1 to 3,600",
                "--jdbc jdbc:postgresql://localhost/ | --jdbc must be of the form jdbc:mysql://",
                "--fast | Unknown option --fast",
                "drains | Unknown suite drains"
            })
    void saysWhatIsWrong(String arguments, String message) {
        assertThatThrownBy(() -> parse(arguments.split(" ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void helpNamesEverySuiteWithItsQuestion() {
        assertThat(Suites.ALL)
                .allSatisfy(suite -> assertThat(Options.usage()).contains(suite.name(), suite.question()));
    }

    private static Options parse(String... arguments) {
        return Options.parse(arguments);
    }
}
