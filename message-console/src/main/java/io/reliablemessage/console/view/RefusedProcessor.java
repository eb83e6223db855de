package io.reliablemessage.console.view;

import org.jspecify.annotations.Nullable;
import org.thymeleaf.context.ITemplateContext;
import org.thymeleaf.engine.AttributeName;
import org.thymeleaf.model.IProcessableElementTag;
import org.thymeleaf.processor.element.IElementTagStructureHandler;
import org.thymeleaf.standard.processor.AbstractStandardExpressionAttributeTagProcessor;
import org.thymeleaf.templatemode.TemplateMode;

/** {@code <button rm:refused="${reason}">}: disabled with this reason; {@code null} leaves it as it is. */
final class RefusedProcessor extends AbstractStandardExpressionAttributeTagProcessor {
    RefusedProcessor(String prefix) {
        super(TemplateMode.HTML, prefix, "refused", 50_001, true);
    }

    @Override
    protected void doProcess(
            ITemplateContext context,
            IProcessableElementTag tag,
            AttributeName attribute,
            String expression,
            @Nullable Object reason,
            IElementTagStructureHandler structure) {
        if (reason != null && !tag.hasAttribute("aria-disabled")) {
            Disabled.make(context, tag, reason.toString(), structure);
        }
    }
}
