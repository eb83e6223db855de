package io.reliablemessage.service.receipt;

import io.micrometer.core.instrument.MeterRegistry;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageLimits;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.service.application.Subscription;
import io.reliablemessage.service.application.Topic;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.outbox.BatchingWriter;
import io.reliablemessage.service.outbox.OutboxProperties;
import io.reliablemessage.service.statistics.Counted;
import io.reliablemessage.service.statistics.Counts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Takes receipts. Idempotent per message and group: repeating one is always safe. Concurrent calls meet in multi-row transactions.
 */
@Component
public class Receipts implements DisposableBean {
    private static final Pattern BROKER_POSITION = Pattern.compile("[A-Za-z0-9@:._-]{1,60}");
    private static final long MAX_RETRY_AFTER_MILLIS = 86_400_000;
    private static final long MIN_EXTEND_MILLIS = 1_000;
    private static final int MAX_ROUND = 1_000_000;
    private static final long MAX_EXTEND_MILLIS = 3_600_000;

    private final TopicCatalog topics;
    private final OutboxProperties properties;
    private final MeterRegistry metrics;
    private final Counts counts;
    private final BatchingWriter<GroupReport, ItemResult> writer;

    Receipts(
            TopicCatalog topics,
            OutboxProperties properties,
            Settlement settlement,
            MeterRegistry metrics,
            Counts counts) {
        this.topics = topics;
        this.properties = properties;
        this.metrics = metrics;
        this.counts = counts;
        writer = new BatchingWriter<>("receipt", properties.writers(), properties.maxBatch(), settlement::settle);
    }

    /**
     * @param applicationId the caller; it may only speak for its own groups
     * @return per receipt: APPLIED, UNCHANGED (known before, or about an attempt that is over), CONFLICT, NOT_FOUND or INVALID
     * @throws io.reliablemessage.service.outbox.WriterOverloadedException if the service cannot take them now
     */
    public List<ItemResult> take(int applicationId, List<Receipt> receipts) {
        ItemResult[] results = new ItemResult[receipts.size()];
        List<GroupReport> reports = new ArrayList<>(receipts.size());
        List<Integer> indexes = new ArrayList<>(receipts.size());
        for (int i = 0; i < results.length; i++) {
            Checked checked = check(applicationId, receipts.get(i));
            if (checked.report() != null) {
                reports.add(checked.report());
                indexes.add(i);
            } else if (checked.refusal() != null) {
                results[i] = checked.refusal();
            }
        }
        List<ItemResult> settled = writer.write(reports, properties.writeTimeout());
        for (int i = 0; i < settled.size(); i++) {
            results[indexes.get(i)] = settled.get(i);
            metrics.counter(
                            "reliable.message.receipts",
                            "kind",
                            reports.get(i).receipt().kind().name(),
                            "outcome",
                            settled.get(i).outcome().name())
                    .increment();
            if (settled.get(i).outcome() == Outcome.APPLIED) {
                count(reports.get(i));
            }
        }
        return Arrays.asList(results);
    }

    private void count(GroupReport report) {
        int topicId = report.subscription().topicId();
        switch (report.receipt().kind()) {
            case CONSUMED -> counts.add(topicId, Counted.CONSUMED, 1);
            case FAILED, REJECTED -> counts.add(topicId, Counted.FAILED, 1);
            case IN_PROGRESS -> {}
        }
    }

    private Checked check(int applicationId, Receipt receipt) {
        if (receipt.id() == null || receipt.topic() == null || receipt.group() == null || receipt.kind() == null) {
            return refuse(receipt, "id", "topic, group and kind are required");
        }
        Optional<Topic> topic = topics.byName(receipt.topic());
        if (topic.isEmpty()) {
            return refuse(receipt, "topic", "is not registered");
        }
        Optional<Subscription> subscription = topics.everSubscribed(topic.get().id(), receipt.group());
        if (subscription.isEmpty()) {
            return refuse(receipt, "group", "is not subscribed to this topic");
        }
        if (subscription.get().applicationId() != applicationId) {
            return refuse(receipt, "group", "belongs to another application");
        }
        String limit = brokenLimit(receipt);
        if (limit != null) {
            String field = limit.substring(0, limit.indexOf(' '));
            return refuse(receipt, field, limit.substring(field.length() + 1));
        }
        return new Checked(new GroupReport(receipt, subscription.get()), null);
    }

    private static @Nullable String brokenLimit(Receipt receipt) {
        if (receipt.attempt() < 1 || receipt.attempt() > MessageLimits.MAX_ATTEMPTS) {
            return "attempt must be 1 to " + MessageLimits.MAX_ATTEMPTS;
        }
        if (receipt.round() != null && (receipt.round() < 0 || receipt.round() > MAX_ROUND)) {
            return "round must be 0 to " + MAX_ROUND;
        }
        if (receipt.brokerPosition() != null
                && !BROKER_POSITION.matcher(receipt.brokerPosition()).matches()) {
            return "brokerPosition must have 1 to 60 letters, digits, '@', ':', '.', '_' or '-'";
        }
        if (receipt.consumer() != null && (receipt.consumer().length() > 100 || hasControls(receipt.consumer()))) {
            return "consumer must have at most 100 characters and no control characters";
        }
        Long retryAfter = receipt.retryAfterMillis();
        if (retryAfter != null && (retryAfter < 0 || retryAfter > MAX_RETRY_AFTER_MILLIS)) {
            return "retryAfterMillis must be 0 to " + MAX_RETRY_AFTER_MILLIS;
        }
        Long extend = receipt.extendMillis();
        if (receipt.kind() == ReceiptKind.IN_PROGRESS
                && (extend == null || extend < MIN_EXTEND_MILLIS || extend > MAX_EXTEND_MILLIS)) {
            return "extendMillis must be " + MIN_EXTEND_MILLIS + " to " + MAX_EXTEND_MILLIS;
        }
        if (receipt.error() != null && !isWithinLimits(receipt)) {
            return "error must have a kind, a type of 1 to 200 characters and a message of at most "
                    + MessageLimits.MAX_ERROR_LENGTH;
        }
        return null;
    }

    private static boolean isWithinLimits(Receipt receipt) {
        var error = receipt.error();
        return error != null
                && error.kind() != null
                && error.type() != null
                && !error.type().isEmpty()
                && error.type().length() <= 200
                && !hasControls(error.type())
                && (error.message() == null || error.message().length() <= MessageLimits.MAX_ERROR_LENGTH);
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    private static Checked refuse(Receipt receipt, String field, String detail) {
        return new Checked(null, ItemResult.invalid(receipt.id(), field, detail));
    }

    @Override
    public void destroy() {
        writer.close();
    }

    /** Exactly one of the two is set. */
    private record Checked(
            @Nullable GroupReport report, @Nullable ItemResult refusal) {}
}
