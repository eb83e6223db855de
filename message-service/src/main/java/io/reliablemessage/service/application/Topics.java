package io.reliablemessage.service.application;

import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.TopicDetails;
import io.reliablemessage.protocol.management.TopicRules;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.audit.AuditTrail;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.Cursor;
import io.reliablemessage.service.web.PageSize;
import io.reliablemessage.service.web.ProblemException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/** The registered topics. None is ever deleted: messages belong to them. */
@Component
public final class Topics {
    private static final Logger log = LoggerFactory.getLogger(Topics.class);

    private final TopicRepository table;
    private final TopicCatalog catalog;
    private final TopicBounds bounds;
    private final Upserts upserts;
    private final AuditTrail trail;

    Topics(TopicRepository table, TopicCatalog catalog, TopicBounds bounds, Upserts upserts, AuditTrail trail) {
        this.table = table;
        this.catalog = catalog;
        this.bounds = bounds;
        this.upserts = upserts;
        this.trail = trail;
    }

    /**
     * Registers the topic or replaces its rules; messages under way follow the new ones from their next attempt on.
     *
     * @return true if it is new
     * @throws ProblemException (400) with the field and its limit
     */
    public boolean put(Caller by, String name, TopicRules given) {
        Names.checkTopic(name);
        TopicBounds.Rules rules = bounds.check(given);
        boolean created = upserts.run(now -> {
            Optional<RegisteredTopic> known = table.findByName(name);
            TopicDetails before = known.map(RegisteredTopic::details).orElse(null);
            TopicDetails after = table.saveAndFlush(known.orElseGet(() -> RegisteredTopic.register(name, now))
                            .rule(rules))
                    .details();
            if (!after.equals(before)) {
                trail.write(AuditNote.of(by, AuditAction.TOPIC_CHANGED, "topic " + name)
                        .withChange(before, after));
            }
            return known.isEmpty();
        });
        catalog.refresh();
        log.info(
                "Topic {} is {}; its messages follow these rules from now on",
                name,
                created ? "registered" : "changed");
        return created;
    }

    public TopicDetails get(String name) {
        return find(name).details();
    }

    public Page<TopicDetails> list(@Nullable String cursor, @Nullable Integer limit) {
        int size = PageSize.of(limit);
        String after = Cursor.value(cursor);
        List<TopicDetails> read =
                table.findByNameGreaterThanOrderByName(after == null ? "" : after, Limit.of(size + 1)).stream()
                        .map(RegisteredTopic::details)
                        .toList();
        return Cursor.page(read, size, TopicDetails::name);
    }

    RegisteredTopic find(String name) {
        return table.findByName(name).orElseThrow(() -> ProblemException.notFound("topic", name));
    }
}
