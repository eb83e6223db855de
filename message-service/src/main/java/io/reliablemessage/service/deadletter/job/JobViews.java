package io.reliablemessage.service.deadletter.job;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.management.CauseInWords;
import io.reliablemessage.protocol.management.JobDetails;
import io.reliablemessage.protocol.management.JobItem;
import io.reliablemessage.service.application.Subscription;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.deadletter.DeadLetterCauses;
import io.reliablemessage.service.outbox.JdbcMessageKeys;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Jobs and their cases as the API shows them: with the words of a cause, and with names and keys instead of numbers. */
@Component
class JobViews {
    private final DeadLetterCauses causes;
    private final JdbcMessageKeys keys;
    private final TopicCatalog topics;

    JobViews(DeadLetterCauses causes, JdbcMessageKeys keys, TopicCatalog topics) {
        this.causes = causes;
        this.keys = keys;
        this.topics = topics;
    }

    JobDetails details(Job job) {
        return details(List.of(job)).get(0);
    }

    List<JobDetails> details(List<Job> jobs) {
        Set<String> fingerprints = jobs.stream()
                .map(job -> job.filter().fingerprint())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        Map<String, CauseInWords> words = causes.inWords(fingerprints);
        return jobs.stream()
                .map(job -> details(job, words.get(String.valueOf(job.filter().fingerprint()))))
                .toList();
    }

    private static JobDetails details(Job job, @Nullable CauseInWords cause) {
        return new JobDetails(
                job.id(),
                job.action(),
                job.filter(),
                job.reason(),
                job.state(),
                job.stateReason(),
                job.canary(),
                job.ratePerSecond(),
                job.stopAtFailurePercent(),
                job.startedBy(),
                job.startedAt(),
                job.finishedAt(),
                job.total(),
                job.results(),
                cause);
    }

    List<JobItem> items(List<JdbcJobItems.ItemRow> rows) {
        Map<UUID, BusinessKey> found =
                keys.of(rows.stream().map(JdbcJobItems.ItemRow::messageId).toList());
        return rows.stream().map(row -> item(row, found.get(row.messageId()))).toList();
    }

    private JobItem item(JdbcJobItems.ItemRow row, @Nullable BusinessKey key) {
        return new JobItem(
                row.deadLetter(),
                row.messageId(),
                topics.byId(row.topicId()).name(),
                topics.subscriptionById(row.subscriptionId())
                        .map(Subscription::group)
                        .orElseThrow(),
                key,
                row.result(),
                row.detail(),
                row.at());
    }
}
