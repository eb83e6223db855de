package io.reliablemessage.testkit;

import java.util.Optional;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/** One run of a test under one scenario. */
final class RunExtension
        implements BeforeTestExecutionCallback, AfterTestExecutionCallback, TestExecutionExceptionHandler {
    private final Scenario scenario;
    private final CleanRun clean;

    RunExtension(Scenario scenario, CleanRun clean) {
        this.scenario = scenario;
        this.clean = clean;
    }

    @Override
    public void beforeTestExecution(ExtensionContext context) {
        if (isDuplicated() && clean.effect() == null) {
            throw new TestAbortedException("The run with one clean delivery failed; there is nothing to compare with");
        }
        pump(context).begin(scenario);
    }

    /** The test's own assertions may see the duplicate first; then the cause and the difference say what they saw. */
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        if (!isDuplicated() || thrown instanceof TestAbortedException) {
            throw thrown;
        }
        throw new AssertionError(
                "The test fails when " + scenario.words() + ": " + thrown.getMessage()
                        + difference(context)
                                .map(lines -> "\nand the effect differs:" + lines)
                                .orElse(""),
                thrown);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            return;
        }
        if (!pump(context).hasDelivered()) {
            throw new AssertionError(
                    "This test delivered no message, so it proves nothing about duplicates; call pump.deliverAll() or pump.deliver(…)");
        }
        if (!isDuplicated()) {
            Effect effect = effect(context);
            requireConsumed(pump(context));
            clean.left(effect);
            return;
        }
        difference(context).ifPresent(lines -> {
            throw new AssertionError(
                    "The effect is not the same as after one clean delivery when " + scenario.words() + ":" + lines);
        });
    }

    /** Whoever always fails leaves the same behind each time: nothing. */
    private static void requireConsumed(Pump pump) {
        if (!pump.hasConsumed()) {
            throw new AssertionError(
                    "The listeners of this test consumed no message, so it proves nothing about duplicates; what failed: "
                            + pump.failures() + ". Test refusals with @Test");
        }
    }

    private boolean isDuplicated() {
        return scenario != Scenario.CLEAN;
    }

    private Optional<String> difference(ExtensionContext context) {
        Effect expected = clean.effect();
        return expected == null ? Optional.empty() : effect(context).differenceFrom(expected);
    }

    private static Effect effect(ExtensionContext context) {
        ReliableMessageTest settings = ReliableMessageExtension.settings(context);
        ApplicationContext application = SpringExtension.getApplicationContext(context);
        application.getBean(Kit.class).workOff();
        return application.getBean(Photographer.class).effect(new Ignored(settings.ignore()), settings.maxRows());
    }

    private static Pump pump(ExtensionContext context) {
        return SpringExtension.getApplicationContext(context).getBean(Pump.class);
    }
}
