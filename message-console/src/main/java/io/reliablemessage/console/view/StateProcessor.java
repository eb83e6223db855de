package io.reliablemessage.console.view;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.context.ITemplateContext;
import org.thymeleaf.engine.AttributeName;
import org.thymeleaf.model.IProcessableElementTag;
import org.thymeleaf.processor.element.IElementTagStructureHandler;
import org.thymeleaf.standard.processor.AbstractStandardExpressionAttributeTagProcessor;
import org.thymeleaf.templatemode.TemplateMode;
import org.unbescape.html.HtmlEscape;

/** {@code <span rm:state="${message.state}"></span>}: a badge with the word for the constant, in the colour of what it means. */
final class StateProcessor extends AbstractStandardExpressionAttributeTagProcessor {
    private static final String UNREMARKABLE = "secondary";

    /** By what it means to a person: blue is under way, green is well, yellow wants a look soon, red wants somebody, the rest is over. */
    private static final Map<String, String> COLOURS = Map.ofEntries(
            Map.entry("PREPARED", "blue"),
            Map.entry("CONFIRMED", "blue"),
            Map.entry("OWING", "blue"),
            Map.entry("REPLAYING", "blue"),
            Map.entry("RUNNING", "blue"),
            Map.entry("COLLECTING", "blue"),
            Map.entry("CANARY", "blue"),
            Map.entry("SETTLING", "blue"),
            Map.entry("IN_FLIGHT", "blue"),
            Map.entry("REPAIRING", "blue"),
            Map.entry("WAITING", "azure"),
            Map.entry("RETRYING", "yellow"),
            Map.entry("PAUSED", "yellow"),
            Map.entry("UNKNOWN", "yellow"),
            Map.entry("HALF_OPEN", "yellow"),
            Map.entry("EXPIRED", "orange"),
            Map.entry("UNDECIDED", "orange"),
            Map.entry("INCOMPLETE", "orange"),
            Map.entry("LATE", "red"),
            Map.entry("REFUSED", "orange"),
            Map.entry("DEAD", "red"),
            Map.entry("OPEN", "red"),
            Map.entry("FAILED", "red"),
            Map.entry("CONSUMED", "green"),
            Map.entry("RESOLVED", "green"),
            Map.entry("REPAIRED", "green"),
            Map.entry("COMPARED", "green"),
            Map.entry("DONE", "green"),
            Map.entry("CLOSED", "green"));

    StateProcessor(String prefix) {
        super(TemplateMode.HTML, prefix, "state", 1_000, true);
    }

    @Override
    protected void doProcess(
            ITemplateContext context,
            IProcessableElementTag tag,
            AttributeName attribute,
            String expression,
            @Nullable Object value,
            IElementTagStructureHandler structure) {
        if (!(value instanceof Enum<?> constant)) {
            structure.removeElement();
            return;
        }
        Show show = (Show) context.getExpressionObjects().getObject("show");
        String colour = COLOURS.getOrDefault(constant.name(), UNREMARKABLE);
        String more = tag.getAttributeValue("class");
        structure.setAttribute("class", "badge bg-" + colour + "-lt" + (more == null ? "" : " " + more));
        structure.setBody(HtmlEscape.escapeHtml4Xml(show.word(constant)), false);
    }
}
