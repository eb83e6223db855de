package io.reliablemessage.console.view;

import io.reliablemessage.protocol.management.Role;
import org.thymeleaf.context.ITemplateContext;
import org.thymeleaf.engine.AttributeName;
import org.thymeleaf.model.IProcessableElementTag;
import org.thymeleaf.processor.element.AbstractAttributeTagProcessor;
import org.thymeleaf.processor.element.IElementTagStructureHandler;
import org.thymeleaf.templatemode.TemplateMode;

/** {@code <button rm:needs="OPERATOR">}: disabled, with the reason, for those who have a lesser role. The service decides all the same. */
final class NeedsProcessor extends AbstractAttributeTagProcessor {
    NeedsProcessor(String prefix) {
        super(TemplateMode.HTML, prefix, null, false, "needs", true, 50_000, true);
    }

    @Override
    protected void doProcess(
            ITemplateContext context,
            IProcessableElementTag tag,
            AttributeName attribute,
            String role,
            IElementTagStructureHandler structure) {
        Frame frame = (Frame) context.getExpressionObjects().getObject("frame");
        if (!frame.may(Role.valueOf(role)) && !tag.hasAttribute("aria-disabled")) {
            Disabled.make(context, tag, context.getMessage(null, "needs." + role, new Object[0], true), structure);
        }
    }
}
