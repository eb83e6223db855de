package io.reliablemessage.console.view;

import java.time.Clock;
import java.util.Set;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;
import org.thymeleaf.context.IExpressionContext;
import org.thymeleaf.dialect.AbstractProcessorDialect;
import org.thymeleaf.dialect.IExpressionObjectDialect;
import org.thymeleaf.expression.IExpressionObjectFactory;
import org.thymeleaf.processor.IProcessor;
import org.thymeleaf.standard.StandardDialect;

/**
 * What templates may say beyond Thymeleaf: {@code rm:at}, {@code rm:state}, {@code rm:icon}, {@code rm:needs}, {@code rm:refused},
 * and the objects {@code #show} and {@code #frame}.
 */
@Component
class ConsoleDialect extends AbstractProcessorDialect implements IExpressionObjectDialect {
    private static final String SHOW = "show";
    private static final String FRAME = "frame";

    private final MessageSource messages;
    private final Clock clock;

    ConsoleDialect(MessageSource messages, Clock clock) {
        super("Reliable Message", "rm", StandardDialect.PROCESSOR_PRECEDENCE);
        this.messages = messages;
        this.clock = clock;
    }

    @Override
    public Set<IProcessor> getProcessors(String prefix) {
        return Set.of(
                new AtProcessor(prefix),
                new StateProcessor(prefix),
                new IconProcessor(prefix),
                new NeedsProcessor(prefix),
                new RefusedProcessor(prefix));
    }

    @Override
    public IExpressionObjectFactory getExpressionObjectFactory() {
        return new IExpressionObjectFactory() {
            @Override
            public Set<String> getAllExpressionObjectNames() {
                return Set.of(SHOW, FRAME);
            }

            @Override
            public Object buildObject(IExpressionContext context, String name) {
                return name.equals(SHOW)
                        ? new Show(messages, context.getLocale(), clock, Zone.ofRequest())
                        : new Frame();
            }

            @Override
            public boolean isCacheable(String name) {
                return true;
            }
        };
    }
}
