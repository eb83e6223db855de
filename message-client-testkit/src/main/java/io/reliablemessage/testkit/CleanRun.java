package io.reliablemessage.testkit;

import org.jspecify.annotations.Nullable;

/** What one clean delivery left behind, for the runs after it to be measured by. */
final class CleanRun {
    private @Nullable Effect effect;

    void left(Effect behind) {
        effect = behind;
    }

    @Nullable
    Effect effect() {
        return effect;
    }
}
