package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.MessageRefusedException;
import io.reliablemessage.client.ServiceRefusedException;
import io.reliablemessage.protocol.ItemProblem;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Batch calls in which one bad message spoils nothing for the others. */
final class ItemCalls {
    private ItemCalls() {}

    /**
     * Calls the service once for all messages; if it refuses the whole body, once per message, so that each gets its own result.
     *
     * @throws io.reliablemessage.client.ServiceUnavailableException as the call does
     * @throws ServiceRefusedException if the refusal has nothing to do with the messages (the token is wrong, say)
     */
    static List<ItemResult> each(Function<List<NewMessage>, List<ItemResult>> call, List<NewMessage> messages) {
        try {
            return call.apply(messages);
        } catch (ServiceRefusedException e) {
            if (!isAboutTheBody(e)) {
                throw e;
            }
            if (messages.size() == 1) {
                return List.of(ItemResult.invalid(
                        messages.get(0).id(),
                        e.field() == null ? "message" : e.field(),
                        String.valueOf(e.getMessage())));
            }
        }
        List<ItemResult> results = new ArrayList<>();
        for (NewMessage message : messages) {
            results.addAll(each(call, List.of(message)));
        }
        return results;
    }

    static boolean isAccepted(ItemResult result) {
        return result.outcome() == Outcome.APPLIED || result.outcome() == Outcome.UNCHANGED;
    }

    static String detail(ItemResult result) {
        ItemProblem problem = result.problem();
        if (problem == null) {
            return result.outcome() + (result.state() == null ? "" : " in state " + result.state());
        }
        return (problem.field() == null ? "" : problem.field() + " ") + problem.detail();
    }

    static MessageRefusedException refused(NewMessage message, ItemResult result) {
        ItemProblem problem = result.problem();
        return problem == null
                ? new MessageRefusedException(message.id(), message.topic(), null, detail(result))
                : new MessageRefusedException(message.id(), message.topic(), problem.field(), problem.detail());
    }

    private static boolean isAboutTheBody(ServiceRefusedException e) {
        return e.status() == 400 || e.status() == 413 || e.status() == 422;
    }
}
