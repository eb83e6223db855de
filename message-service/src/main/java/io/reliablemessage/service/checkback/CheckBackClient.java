package io.reliablemessage.service.checkback;

import io.reliablemessage.protocol.CheckRequest;
import io.reliablemessage.service.application.Application;
import io.reliablemessage.service.application.call.PermittedAddresses;
import io.reliablemessage.service.application.call.Reply;
import io.reliablemessage.service.application.call.SignedCalls;
import java.io.IOException;

/** Puts questions to producers; {@link SignedCalls} says what bounds them. */
final class CheckBackClient implements AutoCloseable {
    static final String STATUS = SignedCalls.STATUS;
    static final int MAX_ANSWER_BYTES = 256 * 1024;

    private final SignedCalls calls;
    private final AnswerReader answers = new AnswerReader();

    CheckBackClient(CheckBackProperties properties, PermittedAddresses addresses) {
        calls = new SignedCalls(
                new SignedCalls.Limits(
                        "check-back", properties.connectTimeout(), properties.responseTimeout(), MAX_ANSWER_BYTES),
                addresses);
    }

    /** Asks and waits for the answer; never throws for what the application does. */
    Answer ask(Application application, CheckRequest question) {
        Reply reply =
                calls.post(application.checkUrl(), application, null, question.askedAt(), answers.write(question));
        if (reply instanceof Reply.Signed signed) {
            return answers.read(question, signed.body());
        }
        return reply instanceof Reply.Unbelievable unbelievable
                ? Answer.Answered.unreadable(unbelievable.problem())
                : new Answer.Unanswered(((Reply.None) reply).problem());
    }

    @Override
    public void close() throws IOException {
        calls.close();
    }
}
