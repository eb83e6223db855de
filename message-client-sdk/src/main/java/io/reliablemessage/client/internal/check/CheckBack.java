package io.reliablemessage.client.internal.check;

import io.reliablemessage.client.DoubtfulMessage;
import io.reliablemessage.client.internal.signed.Questioning;
import io.reliablemessage.client.internal.signed.SignedAnswer;
import io.reliablemessage.client.internal.signed.SignedQuestions;
import io.reliablemessage.client.internal.signed.UnreadableQuestionException;
import io.reliablemessage.protocol.CheckRequest;
import io.reliablemessage.protocol.CheckResponse;
import io.reliablemessage.protocol.CheckSignature;
import io.reliablemessage.protocol.Verdict;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Answers the service's signed question "what became of these transactions?". */
public final class CheckBack {
    private static final int MAX_ITEMS = 200;
    private static final int REMEMBERED = 20_000;

    private final Function<List<DoubtfulMessage>, Map<UUID, Verdict>> verdicts;
    private final SignedQuestions questions;
    private final JsonMapper json = JsonMapper.builder().build();

    /**
     * @param application this application's name
     * @param token its token, from which the key is derived
     * @param verdicts decides; where it throws a {@link org.springframework.dao.DataAccessException} the question stays unanswered, with
     *     status 503, which the service takes for silence: verdicts of UNKNOWN would use up the checks of messages that the fence knows
     */
    public CheckBack(
            String application,
            String token,
            Clock clock,
            Function<List<DoubtfulMessage>, Map<UUID, Verdict>> verdicts) {
        this.verdicts = verdicts;
        this.questions = new SignedQuestions(application, token, clock, REMEMBERED);
    }

    /** Answers one question, or refuses it. */
    public SignedAnswer answer(@Nullable String timestamp, @Nullable String signature, byte[] body) {
        return questions.answer(new Doubts(), timestamp, signature, body);
    }

    private final class Doubts implements Questioning<CheckRequest> {
        @Override
        public String name() {
            return "A check-back";
        }

        @Override
        public boolean isSigned(byte[] key, long timestampMillis, byte[] body, String header) {
            return CheckSignature.isRequestSigned(key, timestampMillis, body, header);
        }

        @Override
        public CheckRequest read(byte[] body) {
            CheckRequest question = json.readValue(body, CheckRequest.class);
            boolean complete = question != null
                    && question.requestId() != null
                    && question.items() != null
                    && question.items().size() <= MAX_ITEMS
                    && question.items().stream()
                            .allMatch(item -> item != null && item.id() != null && item.topic() != null);
            if (!complete) {
                throw new UnreadableQuestionException(
                        "requestId and items, each with id and topic, must be there, and at most " + MAX_ITEMS
                                + " of them");
            }
            return question;
        }

        @Override
        public String application(CheckRequest question) {
            return String.valueOf(question.application());
        }

        @Override
        public UUID requestId(CheckRequest question) {
            return question.requestId();
        }

        @Override
        public CheckResponse answer(CheckRequest question) {
            Map<UUID, DoubtfulMessage> messages = new LinkedHashMap<>();
            question.items()
                    .forEach(item -> messages.putIfAbsent(
                            item.id(), new DoubtfulMessage(item.id(), item.topic(), item.key(), item.preparedAt())));
            Map<UUID, Verdict> decided = verdicts.apply(List.copyOf(messages.values()));
            return new CheckResponse(
                    question.requestId(),
                    messages.keySet().stream()
                            .map(id -> new CheckResponse.Item(id, decided.getOrDefault(id, Verdict.UNKNOWN)))
                            .toList());
        }

        @Override
        public String sign(byte[] key, long timestampMillis, byte[] body) {
            return CheckSignature.signResponse(key, timestampMillis, body);
        }
    }
}
