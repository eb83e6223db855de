package io.reliablemessage.console.view;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.thymeleaf.context.ITemplateContext;
import org.thymeleaf.model.AttributeValueQuotes;
import org.thymeleaf.model.IAttribute;
import org.thymeleaf.model.IModel;
import org.thymeleaf.model.IModelFactory;
import org.thymeleaf.model.IProcessableElementTag;
import org.thymeleaf.processor.element.IElementTagStructureHandler;
import org.unbescape.html.HtmlEscape;

/**
 * Makes a button or link do nothing and say why: by its tooltip and to screen readers. It keeps its place in the tab order, since a
 * reason that cannot be reached by keyboard is none.
 */
final class Disabled {
    private static final List<String> ACTIONS =
            List.of("href", "formaction", "name", "value", "form", "data-opens", "popovertarget", "onclick");
    private static final AtomicLong REASONS = new AtomicLong();

    private Disabled() {}

    static void make(
            ITemplateContext context,
            IProcessableElementTag tag,
            String reason,
            IElementTagStructureHandler structure) {
        for (IAttribute attribute : tag.getAllAttributes()) {
            String name = attribute.getAttributeCompleteName();
            // Thymeleaf works out attributes that it does not know after ours.
            String written = name.startsWith("th:") ? name.substring("th:".length()) : name;
            if (ACTIONS.contains(written) || written.startsWith("hx-")) {
                structure.removeAttribute(name);
            }
        }
        String id = "why-" + REASONS.incrementAndGet();
        String classes = tag.getAttributeValue("class");
        structure.setAttribute("class", classes == null ? "refused" : classes + " refused");
        structure.setAttribute("aria-disabled", "true");
        structure.setAttribute("aria-describedby", id);
        structure.setAttribute("title", HtmlEscape.escapeHtml4Xml(reason));
        if (tag.getElementCompleteName().equals("button")) {
            structure.setAttribute("type", "button");
        } else {
            structure.setAttribute("role", "link");
            structure.setAttribute("tabindex", "0");
        }
        structure.insertBefore(explanation(context.getModelFactory(), id, reason));
    }

    private static IModel explanation(IModelFactory models, String id, String reason) {
        IModel model = models.createModel();
        model.add(models.createOpenElementTag(
                "span", Map.of("id", id, "class", "visually-hidden"), AttributeValueQuotes.DOUBLE, false));
        model.add(models.createText(HtmlEscape.escapeHtml4Xml(reason)));
        model.add(models.createCloseElementTag("span"));
        return model;
    }
}
