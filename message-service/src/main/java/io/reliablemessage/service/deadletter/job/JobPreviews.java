package io.reliablemessage.service.deadletter.job;

import io.reliablemessage.protocol.management.JobPreview;
import io.reliablemessage.protocol.management.JobRequest;
import io.reliablemessage.service.application.ReplayHorizon;
import io.reliablemessage.service.deadletter.CaseQuery;
import io.reliablemessage.service.deadletter.CaseRow;
import io.reliablemessage.service.deadletter.DeadLetterSearch;
import io.reliablemessage.service.outbox.Catalogs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Says what a job would be about, before somebody starts it. */
@Component
public final class JobPreviews {
    private static final int MAX_COUNT = 10_000;
    private static final int MAX_COUNTED_AMONG = 20_000;
    private static final int SAMPLE = 10;
    private static final int LOOK_AT = 1_000;
    private static final int MAX_READS = 5;

    private final DeadLetterSearch search;
    private final JdbcCaseMessages messages;
    private final Catalogs catalogs;
    private final ReplayHorizon horizon;

    JobPreviews(DeadLetterSearch search, JdbcCaseMessages messages, Catalogs catalogs, ReplayHorizon horizon) {
        this.search = search;
        this.messages = messages;
        this.catalogs = catalogs;
        this.horizon = horizon;
    }

    /** @throws io.reliablemessage.service.web.ProblemException 400 or 404 as a start of the same job */
    public JobPreview preview(JobRequest request) {
        Jobs.checkFilter(request);
        CaseQuery query = search.query(request.filter());
        DeadLetterSearch.Count count = search.count(query, MAX_COUNT, MAX_COUNTED_AMONG);
        List<CaseRow> cases = newest(query);
        Map<UUID, JdbcCaseMessages.Message> byId =
                messages.of(cases.stream().map(CaseRow::messageId).distinct().toList(), horizon.duration());
        return new JobPreview(
                count.count(),
                count.capped(),
                search.details(cases.stream().limit(SAMPLE).toList()),
                alreadyConsumed(byId),
                cases.stream()
                        .map(each -> byId.get(each.messageId()))
                        .filter(message -> message != null && message.beyondHorizon())
                        .count(),
                cases.stream()
                        .map(each -> byId.get(each.messageId()))
                        .filter(message -> message != null && message.expired())
                        .count(),
                cases.size());
    }

    private List<CaseRow> newest(CaseQuery query) {
        List<CaseRow> cases = new ArrayList<>();
        @Nullable UUID before = null;
        for (int read = 0; read < MAX_READS && cases.size() < LOOK_AT; read++) {
            DeadLetterSearch.Found found = search.matching(query, before, LOOK_AT - cases.size());
            cases.addAll(found.cases());
            before = found.next();
            if (before == null) {
                break;
            }
        }
        return cases;
    }

    private List<JobPreview.GroupCount> alreadyConsumed(Map<UUID, JdbcCaseMessages.Message> messages) {
        record Group(String topic, String group) {}
        Map<Group, Long> counts = new HashMap<>();
        for (JdbcCaseMessages.Message message : messages.values()) {
            String topic = catalogs.topics().byId(message.topicId()).name();
            for (String group : catalogs.groups(message.topicId(), message.consumed())) {
                counts.merge(new Group(topic, group), 1L, Long::sum);
            }
        }
        return counts.entrySet().stream()
                .map(each -> new JobPreview.GroupCount(
                        each.getKey().topic(), each.getKey().group(), each.getValue()))
                .sorted(Comparator.comparing(JobPreview.GroupCount::messages)
                        .reversed()
                        .thenComparing(JobPreview.GroupCount::topic)
                        .thenComparing(JobPreview.GroupCount::group))
                .toList();
    }
}
