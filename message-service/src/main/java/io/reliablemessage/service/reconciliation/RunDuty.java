package io.reliablemessage.service.reconciliation;

import io.reliablemessage.service.scheduling.Duties;
import io.reliablemessage.service.scheduling.Duty;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Brings the runs of topics on, several topics at a time, each in turn by one step. */
@Component
class RunDuty implements Duty {
    static final String NAME = "reconciliation";

    private static final int GROUPS = 4;
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final JdbcRuns runs;
    private final RunSteps steps;
    private final Duties duties;

    RunDuty(JdbcRuns runs, RunSteps steps, Duties duties) {
        this.runs = runs;
        this.steps = steps;
        this.duties = duties;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int groups() {
        return GROUPS;
    }

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public String sign() {
        return JdbcRuns.SIGN;
    }

    @Override
    public boolean step(Set<Integer> shards) {
        Optional<Run> run = runs.next(shards);
        run.ifPresent(each -> {
            steps.step(each);
            duties.handled(NAME, 1);
        });
        return run.isPresent();
    }
}
