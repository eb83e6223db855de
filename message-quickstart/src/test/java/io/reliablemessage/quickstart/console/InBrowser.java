package io.reliablemessage.quickstart.console;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Skips the tests where there is no browser, ends the site after the last of them, and keeps what a failed one saw. */
final class InBrowser implements ExecutionCondition, BeforeAllCallback, AfterTestExecutionCallback {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return Chromium.find().isPresent()
                ? ConditionEvaluationResult.enabled("there is a browser")
                : ConditionEvaluationResult.disabled(
                        "SKIPPED: the console in a real browser, which needs the package chromium, or its program named by -D"
                                + Chromium.PROPERTY);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot().getStore(Namespace.GLOBAL).computeIfAbsent(Site.class, key -> Site.shared(), Site.class);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        boolean failed = context.getExecutionException().isPresent();
        if (failed && context.getRequiredTestInstance() instanceof BrowserTest test) {
            test.keepWhatIsSeen(context.getRequiredTestClass().getSimpleName() + "." + context.getDisplayName());
        }
    }
}
