package io.reliablemessage.service.reconciliation.repair;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.reconciliation.RepairAnswer;
import io.reliablemessage.protocol.reconciliation.Wanted;
import io.reliablemessage.service.application.JdbcClock;
import io.reliablemessage.service.reconciliation.compare.ApplicationBooks;
import io.reliablemessage.service.reconciliation.compare.BookProblemException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What applications have to do for a repair; asked outside any transaction. An answer that is lost leaves open whether it was done. */
@Component
class ApplicationRepairs {
    private final ApplicationBooks books;
    private final JdbcClock clock;

    ApplicationRepairs(ApplicationBooks books, JdbcClock clock) {
        this.books = books;
        this.clock = clock;
    }

    /** Lets the producer produce the message of a fact again. */
    Result produce(int applicationId, String topic, BusinessKey key) {
        try {
            RepairAnswer.Result answer = only(
                    books.produce(asked(applicationId), topic, List.of(key)).answer());
            return switch (answer.outcome()) {
                case DONE -> Result.repaired("Produced again" + message(answer.messageId()));
                case NOTHING, THERE ->
                    Result.repaired("The application says that there is nothing to produce")
                            .because(answer.detail());
                case REFUSED, UNSUPPORTED ->
                    Result.givenUp("The application cannot produce messages of this topic again")
                            .because(answer.detail());
                case FAILED ->
                    Result.failed("The application could not produce it again").because(answer.detail());
            };
        } catch (BookProblemException e) {
            return Result.failed("The application could not be asked to produce it again")
                    .because(e.getMessage());
        }
    }

    /**
     * Lets the consumer look once more whether the effect is there, and forget its record if it is not, so that a redelivery is not taken for a duplicate. A group that keeps
     * records only, which is its book then, has nothing to forget. The message is delivered again only if the consumer says so: an effect that has come meanwhile would be taken
     * twice, one that the entity has left behind would be wrong, and a flag that cannot be forgotten would refuse the message each time.
     *
     * @return {@code null}: the group can be delivered to again
     */
    @Nullable
    Result release(int applicationId, String topic, String group, @Nullable BusinessKey key, UUID message) {
        try {
            RepairAnswer.Result answer =
                    only(books.release(asked(applicationId), topic, group, List.of(new Wanted(key, message)))
                            .answer());
            return switch (answer.outcome()) {
                case DONE, NOTHING -> null;
                case THERE -> Result.repaired("The consumer says that the effect is there now; nothing is delivered");
                case REFUSED ->
                    Result.givenUp("The consumer refuses the effect; nothing is delivered")
                            .because(answer.detail());
                case UNSUPPORTED ->
                    Result.givenUp("The consumer cannot take the effect again; nothing is delivered")
                            .because(answer.detail());
                case FAILED ->
                    Result.failed("The consumer could not forget its record").because(answer.detail());
            };
        } catch (BookProblemException e) {
            return Result.failed("The consumer could not be asked to forget its record")
                    .because(e.getMessage());
        }
    }

    private ApplicationBooks.Asked asked(int applicationId) {
        return new ApplicationBooks.Asked(applicationId, clock.now());
    }

    private static RepairAnswer.Result only(RepairAnswer answer) {
        return answer.results().get(0);
    }

    private static String message(@Nullable UUID id) {
        return id == null ? "" : " as message " + id;
    }
}
