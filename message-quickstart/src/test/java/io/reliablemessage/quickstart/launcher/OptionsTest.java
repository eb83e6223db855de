package io.reliablemessage.quickstart.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void keepsItsDataBesideTheSources() {
        Options options = Options.parse(List.of("--home", "/somewhere"), Map.of());

        assertThat(options.data()).isEqualTo(Path.of("/somewhere/data"));
        assertThat(options.smoke()).isFalse();
    }

    @Test
    void placesAThousandOrdersUnlessTold() {
        assertThat(Options.parse(List.of("--smoke"), Map.of()).smokeOrders()).isEqualTo(1_000);
        assertThat(Options.parse(List.of("--smoke", "--orders", "2000"), Map.of())
                        .smokeOrders())
                .isEqualTo(2_000);
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> Options.parse(List.of("--fast"), Map.of()))
                .isInstanceOf(StartFailedException.class)
                .hasMessageContaining("--fast");
        assertThatThrownBy(() -> Options.parse(List.of("--smoke", "--orders", "none"), Map.of()))
                .hasMessage("--orders must be a whole number from 10 to 100000; it is 'none'");
        assertThatThrownBy(() -> Options.parse(List.of("--orders"), Map.of())).hasMessageContaining("needs a value");
    }
}
