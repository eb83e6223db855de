package io.reliablemessage.client.internal.aot;

import io.reliablemessage.client.internal.consume.rocketmq.RocketMqLogging;
import io.reliablemessage.protocol.BatchResult;
import io.reliablemessage.protocol.CheckRequest;
import io.reliablemessage.protocol.CheckResponse;
import io.reliablemessage.protocol.ClientConfiguration;
import io.reliablemessage.protocol.IdBatch;
import io.reliablemessage.protocol.MessageBatch;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.NoticeAcknowledgement;
import io.reliablemessage.protocol.NoticeBatch;
import io.reliablemessage.protocol.NoticeClaim;
import io.reliablemessage.protocol.ReceiptBatch;
import io.reliablemessage.protocol.SubscriptionRequest;
import io.reliablemessage.protocol.reconciliation.DigestAnswer;
import io.reliablemessage.protocol.reconciliation.DigestQuestion;
import io.reliablemessage.protocol.reconciliation.EntriesAnswer;
import io.reliablemessage.protocol.reconciliation.EntriesQuestion;
import io.reliablemessage.protocol.reconciliation.FindAnswer;
import io.reliablemessage.protocol.reconciliation.FindQuestion;
import io.reliablemessage.protocol.reconciliation.ProduceQuestion;
import io.reliablemessage.protocol.reconciliation.ReleaseQuestion;
import io.reliablemessage.protocol.reconciliation.RepairAnswer;
import io.reliablemessage.protocol.reconciliation.SourcesAnswer;
import io.reliablemessage.protocol.reconciliation.SourcesQuestion;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/** The SDK's own scripts, its logging, and the records of the HTTP API. */
final class SdkHints implements RuntimeHintsRegistrar {
    private static final String CLIENT = "io.reliablemessage.client.internal.";

    /** Read and written as JSON; what they are made of is found from them. */
    private static final Class<?>[] BODIES = {
        BatchResult.class,
        CheckRequest.class,
        CheckResponse.class,
        ClientConfiguration.class,
        IdBatch.class,
        MessageBatch.class,
        NewMessage.class,
        NoticeAcknowledgement.class,
        NoticeBatch.class,
        NoticeClaim.class,
        ReceiptBatch.class,
        SourcesQuestion.class,
        SourcesAnswer.class,
        DigestQuestion.class,
        DigestAnswer.class,
        EntriesQuestion.class,
        EntriesAnswer.class,
        FindQuestion.class,
        FindAnswer.class,
        ProduceQuestion.class,
        ReleaseQuestion.class,
        RepairAnswer.class,
        SubscriptionRequest.class
    };

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.resources().registerPattern("db/reliable-message/*/*.sql");
        hints.resources().registerPattern("io/reliablemessage/client/internal/consume/rocketmq/rocketmq-logging.xml");
        new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(), BODIES);
        for (String inner : new String[] {"Problem", "Subscribed"}) {
            hints.reflection()
                    .registerType(
                            TypeReference.of(CLIENT + "HttpMessageService$" + inner),
                            MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
                            MemberCategory.INVOKE_DECLARED_METHODS,
                            MemberCategory.ACCESS_DECLARED_FIELDS);
        }
        // Named in rocketmq-logging.xml.
        hints.reflection().registerType(RocketMqLogging.class, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
    }
}
