package io.reliablemessage.service.reconciliation.repair;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.InvalidKeyException;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.service.application.Subscription;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.receipt.Mended;
import io.reliablemessage.service.receipt.Mending;
import io.reliablemessage.service.reconciliation.RepairOrder;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * How each type of discrepancy is repaired: first what an application has to do, outside any transaction, then what the service's own books say, in the caller's. Each half can be done
 * twice.
 */
@Component
class RepairWork {
    private final Mending mending;
    private final ApplicationRepairs applications;
    private final JdbcSameFact facts;
    private final TopicCatalog topics;

    RepairWork(Mending mending, ApplicationRepairs applications, JdbcSameFact facts, TopicCatalog topics) {
        this.mending = mending;
        this.applications = applications;
        this.facts = facts;
        this.topics = topics;
    }

    /** Asks the application, if there is something for it to do; what is to be done within the transaction that takes down the result. */
    Supplier<Result> begin(RepairOrder order) {
        return switch (order.type()) {
            case MISSING_MESSAGE -> known(produce(order));
            case UNCONSUMED -> withGroup(order, mending::makeDue);
            case FALSE_RECEIPT -> falseReceipt(order);
            case UNRECEIPTED_EFFECT -> withGroup(order, mending::recordReceipt);
            case BROKEN_STATE -> {
                UUID message = order.messageId();
                yield message == null
                        ? known(Result.givenUp("There is no message"))
                        : () -> Result.of(mending.putOnItsFeet(message));
            }
            case GHOST_MESSAGE, CONFLICTING_CONTENT, DUPLICATE_EFFECT ->
                known(Result.givenUp("This is never repaired by the system"));
        };
    }

    /** An answer may have been lost, so the key is looked up before anybody is asked again. */
    private Result produce(RepairOrder order) {
        BusinessKey key = key(order);
        Integer application = order.applicationId();
        if (key == null || application == null) {
            return Result.givenUp("It is not known which fact it is");
        }
        List<JdbcSameFact.Same> there = facts.messages(order.topicId(), application, key.sha256());
        if (there.stream().anyMatch(each -> each.state() == MessageState.UNDECIDED)) {
            return Result.givenUp("An UNDECIDED message with this key waits for a person: commit that");
        }
        if (there.stream().anyMatch(each -> each.state() == MessageState.PREPARED)) {
            return new Result(Result.Outcome.LATER, "A PREPARED message with this key is being asked about", null);
        }
        return there.stream()
                .findFirst()
                .map(each -> Result.repaired("The message is there: " + each.id()))
                .orElseGet(() -> applications.produce(application, topic(order), key));
    }

    private Supplier<Result> falseReceipt(RepairOrder order) {
        Subscription group = group(order);
        UUID message = order.messageId();
        if (group == null || message == null) {
            return known(Result.givenUp("There is no message that could be delivered again"));
        }
        Result refusal = applications.release(group.applicationId(), topic(order), group.group(), key(order), message);
        return refusal != null ? known(refusal) : () -> Result.of(mending.deliverAgain(message, group));
    }

    private Supplier<Result> withGroup(RepairOrder order, Verb verb) {
        Subscription group = group(order);
        UUID message = order.messageId();
        return group == null || message == null
                ? known(Result.givenUp("The message is not there"))
                : () -> Result.of(verb.mend(message, group));
    }

    private interface Verb {
        Mended mend(UUID message, Subscription group);
    }

    private static Supplier<Result> known(Result result) {
        return () -> result;
    }

    private @Nullable Subscription group(RepairOrder order) {
        Integer position = order.position();
        return position == null ? null : topics.bySubscription(order.topicId(), position);
    }

    private String topic(RepairOrder order) {
        return topics.byId(order.topicId()).name();
    }

    private static @Nullable BusinessKey key(RepairOrder order) {
        try {
            return order.key() == null ? null : BusinessKey.parse(order.key());
        } catch (InvalidKeyException e) {
            return null;
        }
    }
}
