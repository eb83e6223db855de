package io.reliablemessage.testkit;

import java.util.Set;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.junit.jupiter.SpringExtension;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Gives each test an empty service and, afterwards, its tables back. */
final class ReliableMessageExtension
        implements BeforeEachCallback, BeforeTestExecutionCallback, AfterEachCallback, ParameterResolver {
    private static final Set<Class<?>> PARAMETERS =
            Set.of(Pump.class, SentMessages.class, OutsideEffects.class, Reconciler.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        ApplicationContext application = SpringExtension.getApplicationContext(context);
        application.getBean(Kit.class).reset();
        application.getBean(Pump.class).begin(Scenario.CLEAN);
        application.getBean(Photographer.class).remember(settings(context).maxRows());
    }

    @Override
    public void beforeTestExecution(ExtensionContext context) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException(
                    context.getDisplayName()
                            + " runs in a transaction of its own, and what it sends would never be committed; remove @Transactional from the test, its tables are put back anyway");
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            return; // It was refused, and will be rolled back.
        }
        ApplicationContext application = SpringExtension.getApplicationContext(context);
        application.getBean(Photographer.class).putBack(settings(context).maxRows());
    }

    static ReliableMessageTest settings(ExtensionContext context) {
        ReliableMessageTest found = TestContextAnnotationUtils.findMergedAnnotation(
                context.getRequiredTestClass(), ReliableMessageTest.class);
        if (found == null) {
            throw new IllegalStateException(context.getRequiredTestClass().getName()
                    + " needs @ReliableMessageTest, since " + context.getDisplayName() + " is run under duplicates");
        }
        return found;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        // A parameter with @Autowired or the like is Spring's.
        return PARAMETERS.contains(parameter.getParameter().getType())
                && MergedAnnotations.from(parameter.getParameter(), SearchStrategy.DIRECT).stream()
                        .noneMatch(each -> each.getType().getName().startsWith("org.springframework."));
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return SpringExtension.getApplicationContext(context)
                .getBean(parameter.getParameter().getType());
    }
}
