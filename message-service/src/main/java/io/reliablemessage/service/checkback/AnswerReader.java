package io.reliablemessage.service.checkback;

import io.reliablemessage.protocol.CheckRequest;
import io.reliablemessage.protocol.CheckResponse;
import io.reliablemessage.protocol.CheckSignature;
import io.reliablemessage.protocol.Verdict;
import java.util.HashMap;
import java.util.List;
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

/** Believes an answer only if it is JSON, signed by the application within the time allowed, and about the question that was asked. */
final class AnswerReader {
    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(EnumFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
            .build();

    /** A response with status 200. */
    record Response(
            @Nullable String contentType,
            @Nullable String timestamp,
            @Nullable String signature,
            byte[] body) {}

    byte[] write(CheckRequest question) {
        return json.writeValueAsBytes(question);
    }

    /** @param keys the application's signing keys that are valid now */
    Answer.Answered read(CheckRequest question, List<byte[]> keys, Response response) {
        if (response.contentType() == null || !isJson(response.contentType())) {
            return Answer.Answered.unreadable("The answer is not JSON; its content type is " + response.contentType());
        }
        Long timestamp = millis(response.timestamp());
        if (timestamp == null || response.signature() == null) {
            return Answer.Answered.unreadable("The answer is not signed");
        }
        if (Math.abs(timestamp - question.askedAt().toEpochMilli()) > CheckSignature.MAX_SKEW_MILLIS) {
            return Answer.Answered.unreadable("The answer's timestamp is too far from the database's time");
        }
        if (!CheckSignature.isResponseSigned(keys, timestamp, response.body(), response.signature())) {
            return Answer.Answered.unreadable("The answer's signature is not the application's");
        }
        try {
            return read(question, json.readValue(response.body(), CheckResponse.class));
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

    private static boolean isJson(String contentType) {
        return contentType.split(";", 2)[0].trim().equalsIgnoreCase("application/json");
    }

    private static @Nullable Long millis(@Nullable String header) {
        try {
            return header == null ? null : Long.valueOf(header);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
