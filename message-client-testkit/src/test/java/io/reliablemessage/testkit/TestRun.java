package io.reliablemessage.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a test class that is expected to fail, and tells what became of each of its tests. */
final class TestRun {
    private final Map<String, TestExecutionResult> results = new LinkedHashMap<>();

    static TestRun of(Class<?> tests) {
        TestRun run = new TestRun();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(tests))
                                .build(),
                        new TestExecutionListener() {
                            @Override
                            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                                if (test.isTest() || result.getThrowable().isPresent()) {
                                    run.results.put(test.getDisplayName(), result);
                                }
                            }
                        });
        return run;
    }

    /** The display names of what failed. */
    List<String> failed() {
        return named(TestExecutionResult.Status.FAILED);
    }

    List<String> passed() {
        return named(TestExecutionResult.Status.SUCCESSFUL);
    }

    List<String> aborted() {
        return named(TestExecutionResult.Status.ABORTED);
    }

    private List<String> named(TestExecutionResult.Status status) {
        List<String> names = new ArrayList<>();
        results.forEach((name, result) -> {
            if (result.getStatus() == status) {
                names.add(name);
            }
        });
        return names;
    }

    /** What a failed test says. */
    String message(String name) {
        TestExecutionResult result = results.get(name);
        return result == null
                ? "no test " + name + " in " + results.keySet()
                : result.getThrowable().map(Throwable::getMessage).orElse("it did not fail");
    }
}
