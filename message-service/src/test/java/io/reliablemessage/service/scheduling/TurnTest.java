package io.reliablemessage.service.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TurnTest {
    private final List<String> events = new ArrayList<>();
    private final Deque<Supplier<Boolean>> steps = new ArrayDeque<>();
    private final Set<Duty> signs = new HashSet<>();
    private @Nullable String sign;
    private long rung;

    private final Duty duty = new Duty() {
        @Override
        public String name() {
            return "test";
        }

        @Override
        public Duration pause() {
            return Duration.ofSeconds(3);
        }

        @Override
        public @Nullable String sign() {
            return sign;
        }

        @Override
        public boolean step(Set<Integer> shards) {
            events.add("step " + shards);
            return steps.remove().get();
        }
    };

    private final Turn.Pause pause = new Turn.Pause() {
        @Override
        public long rung() {
            return rung;
        }

        @Override
        public void awaitRingSince(long seen, long millis) {
            events.add(rung == seen ? "wait " + millis : "no wait");
        }
    };

    private final Turn.Steps records = new Turn.Steps() {
        @Override
        public void started() {}

        @Override
        public void succeeded() {
            events.add("ok");
        }

        @Override
        public void failed(Throwable failure, Duration nextTryAfter) {
            events.add("failed " + failure.getMessage() + " " + nextTryAfter);
        }
    };

    @Test
    void stepsOnWithoutPauseWhileThereIsMoreAndPausesOtherwise() throws InterruptedException {
        steps.add(() -> true);
        steps.add(() -> false);
        steps.add(() -> false);
        run();
        assertThat(events).containsExactly("step [7]", "ok", "step [7]", "ok", "wait 3000", "step [7]", "ok");
    }

    @Test
    void failedStepIsRecordedAndTriedAgainAfterThePause() throws InterruptedException {
        steps.add(() -> {
            throw new IllegalStateException("no luck");
        });
        steps.add(() -> {
            throw new NoClassDefFoundError("gone");
        });
        steps.add(() -> false);
        run();
        assertThat(events)
                .containsExactly(
                        "step [7]",
                        "failed no luck PT3S",
                        "wait 3000",
                        "step [7]",
                        "failed gone PT3S",
                        "wait 3000",
                        "step [7]",
                        "ok");
    }

    @Test
    void ringDuringAStepIsNotSleptThrough() throws InterruptedException {
        steps.add(() -> {
            rung++;
            return false;
        });
        steps.add(() -> false);
        run();
        assertThat(events).containsExactly("step [7]", "ok", "no wait", "step [7]", "ok");
    }

    @Test
    void dutyWithASignIsSteppedOnlyWhenItIsSeenAndThenUntilNothingIsLeft() throws InterruptedException {
        sign = "TRUE";
        signs.add(duty);
        steps.add(() -> {
            signs.clear();
            return true;
        });
        steps.add(() -> false);
        new Turn(duty, Set.of(7), signs::contains, pause, records).run(() -> events.size() >= 7);
        assertThat(events).containsExactly("step [7]", "ok", "step [7]", "ok", "wait 3000", "ok", "wait 3000");
    }

    @Test
    void turnThatIsOverOnceItHasLookedTakesNoStep() throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        sign = "TRUE";
        Predicate<Duty> slowLook = asking -> {
            over.set(true);
            return true;
        };
        new Turn(duty, Set.of(7), slowLook, pause, records).run(over::get);
        assertThat(events).containsExactly("ok");
    }

    @Test
    void turnThatIsOverTakesNoStep() throws InterruptedException {
        new Turn(duty, Set.of(7), signs::contains, pause, records).run(() -> true);
        assertThat(events).isEmpty();
    }

    private void run() throws InterruptedException {
        new Turn(duty, Set.of(7), signs::contains, pause, records).run(steps::isEmpty);
    }
}
