package io.reliablemessage.console.view;

import org.thymeleaf.context.ITemplateContext;
import org.thymeleaf.engine.AttributeName;
import org.thymeleaf.model.IProcessableElementTag;
import org.thymeleaf.processor.element.AbstractAttributeTagProcessor;
import org.thymeleaf.processor.element.IElementTagStructureHandler;
import org.thymeleaf.templatemode.TemplateMode;
import org.unbescape.html.HtmlEscape;

/** {@code <svg rm:icon="search"></svg>}: a drawing from {@code img/icons.svg}, which screen readers pass over. */
final class IconProcessor extends AbstractAttributeTagProcessor {
    IconProcessor(String prefix) {
        super(TemplateMode.HTML, prefix, null, false, "icon", true, 1_500, true);
    }

    @Override
    protected void doProcess(
            ITemplateContext context,
            IProcessableElementTag tag,
            AttributeName attribute,
            String name,
            IElementTagStructureHandler structure) {
        String more = tag.getAttributeValue("class");
        structure.setAttribute("class", more == null ? "icon" : "icon " + more);
        structure.setAttribute("aria-hidden", "true");
        String drawing = context.buildLink("/img/icons.svg", null) + "#" + name;
        structure.setBody("<use href=\"" + HtmlEscape.escapeHtml4Xml(drawing) + "\"/>", false);
    }
}
