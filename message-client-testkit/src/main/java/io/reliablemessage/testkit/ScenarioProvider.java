package io.reliablemessage.testkit;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** Makes one run with a clean delivery and one for each scenario that the test's annotations name. */
final class ScenarioProvider implements TestTemplateInvocationContextProvider {

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        ReliableMessageExtension.settings(context);
        CleanRun clean = new CleanRun();
        List<TestTemplateInvocationContext> runs = new ArrayList<>();
        runs.add(new Run(Scenario.CLEAN, clean));
        scenarios(context.getRequiredTestMethod()).forEach(scenario -> runs.add(new Run(scenario, clean)));
        return runs.stream();
    }

    private static List<Scenario> scenarios(Method test) {
        List<Scenario> scenarios = new ArrayList<>();
        DeliverTwice twice = AnnotatedElementUtils.findMergedAnnotation(test, DeliverTwice.class);
        if (twice != null) {
            Set<Cause> causes = EnumSet.allOf(Cause.class);
            if (twice.value().length > 0) {
                causes.retainAll(Arrays.asList(twice.value()));
            }
            Arrays.asList(twice.except()).forEach(causes::remove);
            causes.forEach(cause -> scenarios.add(Scenario.of(cause)));
        }
        CrashAt crash = AnnotatedElementUtils.findMergedAnnotation(test, CrashAt.class);
        if (crash != null) {
            Arrays.stream(crash.value()).forEach(point -> scenarios.add(Scenario.of(point)));
        }
        DeliverConcurrently together = AnnotatedElementUtils.findMergedAnnotation(test, DeliverConcurrently.class);
        if (together != null) {
            if (together.value() < 2 || together.value() > 64) {
                throw new IllegalArgumentException(
                        "@DeliverConcurrently takes 2 to 64 threads; " + test + " has " + together.value());
            }
            scenarios.add(Scenario.concurrently(together.value()));
        }
        if (scenarios.isEmpty()) {
            throw new IllegalArgumentException(test + " names no cause of duplicates");
        }
        return scenarios;
    }

    private record Run(Scenario scenario, CleanRun clean) implements TestTemplateInvocationContext {
        @Override
        public String getDisplayName(int invocation) {
            return scenario.words();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new RunExtension(scenario, clean));
        }
    }
}
