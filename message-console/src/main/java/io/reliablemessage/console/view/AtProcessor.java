package io.reliablemessage.console.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.context.ITemplateContext;
import org.thymeleaf.engine.AttributeName;
import org.thymeleaf.model.IProcessableElementTag;
import org.thymeleaf.processor.element.IElementTagStructureHandler;
import org.thymeleaf.standard.processor.AbstractStandardExpressionAttributeTagProcessor;
import org.thymeleaf.templatemode.TemplateMode;

/** {@code <time rm:at="${instant}"></time>}: relative, with the exact time on hover. */
final class AtProcessor extends AbstractStandardExpressionAttributeTagProcessor {
    AtProcessor(String prefix) {
        super(TemplateMode.HTML, prefix, "at", 1_000, true);
    }

    @Override
    protected void doProcess(
            ITemplateContext context,
            IProcessableElementTag tag,
            AttributeName attribute,
            String expression,
            @Nullable Object value,
            IElementTagStructureHandler structure) {
        Show show = (Show) context.getExpressionObjects().getObject("show");
        Instant instant = (Instant) value;
        structure.setBody(show.relative(instant), false);
        if (instant != null) {
            structure.setAttribute("datetime", instant.toString());
            structure.setAttribute("title", show.exact(instant));
        }
    }
}
