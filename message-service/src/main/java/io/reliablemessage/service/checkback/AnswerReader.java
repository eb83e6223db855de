package io.reliablemessage.service.checkback;

import io.reliablemessage.protocol.CheckRequest;
import io.reliablemessage.protocol.CheckResponse;
import io.reliablemessage.protocol.Verdict;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads what an application has signed: verdicts are believed only about the question that was asked. */
final class AnswerReader {
    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(EnumFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
            .build();

    byte[] write(CheckRequest question) {
        return json.writeValueAsBytes(question);
    }

    /** @param body signed by the application that was asked */
    Answer.Answered read(CheckRequest question, byte[] body) {
        try {
            return read(question, json.readValue(body, CheckResponse.class));
        } catch (JacksonException e) {
            return Answer.Answered.unreadable("The answer's JSON is not a check-back's");
        }
    }

    private static Answer.Answered read(CheckRequest question, @Nullable CheckResponse response) {
        if (response == null || !question.requestId().equals(response.requestId()) || response.verdicts() == null) {
            return Answer.Answered.unreadable("The answer is to another question");
        }
        Set<UUID> asked = question.items().stream().map(CheckRequest.Item::id).collect(Collectors.toSet());
        Map<UUID, Verdict> verdicts = new HashMap<>();
        for (CheckResponse.@Nullable Item item : response.verdicts()) {
            if (item != null && item.id() != null && item.verdict() != null && asked.contains(item.id())) {
                verdicts.merge(item.id(), item.verdict(), (one, other) -> one == other ? one : Verdict.UNKNOWN);
            }
        }
        return new Answer.Answered(verdicts, null);
    }
}
