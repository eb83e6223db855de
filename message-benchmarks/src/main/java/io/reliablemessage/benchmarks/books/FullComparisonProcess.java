package io.reliablemessage.benchmarks.books;

import io.reliablemessage.benchmarks.process.Conversation;
import io.reliablemessage.protocol.CheckSignature;
import io.reliablemessage.protocol.reconciliation.Digest;
import io.reliablemessage.protocol.reconciliation.EntriesAnswer;
import io.reliablemessage.protocol.reconciliation.EntriesQuestion;
import io.reliablemessage.protocol.reconciliation.Entry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/**
 * A process that compares two books the plain way: it has the application tell all entries, page by page, keeps them in memory and strikes
 * out what the messages have.
 */
public final class FullComparisonProcess {
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final JsonMapper json = JsonMapper.builder().build();

    private FullComparisonProcess() {}

    public static void main(String[] arguments) throws IOException {
        FullComparisonProcess process = new FullComparisonProcess();
        Conversation.hold(FullRequest.class, process::compare);
    }

    private FullAnswer compare(FullRequest request) throws Exception {
        Set<ByteBuffer> facts = new HashSet<>();
        long questions = 0;
        long bytes = 0;
        for (Instant next = request.from(); next.isBefore(request.to()); ) {
            byte[] question = json.writeValueAsBytes(question(request, next));
            byte[] body = ask(request, question);
            EntriesAnswer answer = json.readValue(body, EntriesAnswer.class);
            for (Entry entry : answer.entries()) {
                facts.add(ByteBuffer.wrap(Digest.identityOf(Objects.requireNonNull(entry.key()))));
            }
            questions++;
            bytes += question.length + body.length;
            next = answer.through();
        }
        long[] messagesAlone = {0};
        JdbcMessageKeys.each(request, hash -> {
            if (!facts.remove(ByteBuffer.wrap(hash))) {
                messagesAlone[0]++;
            }
        });
        return new FullAnswer(questions, bytes, facts.size(), messagesAlone[0]);
    }

    private static EntriesQuestion question(FullRequest request, Instant from) {
        return new EntriesQuestion(
                UUID.randomUUID(),
                request.application(),
                Instant.now(),
                request.topic(),
                null,
                from,
                request.to(),
                0,
                List.of(0),
                Digest.MAX_ENTRIES);
    }

    private byte[] ask(FullRequest request, byte[] question) throws IOException, InterruptedException {
        List<byte[]> keys = List.of(CheckSignature.keyOf(request.token()));
        long now = System.currentTimeMillis();
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(URI.create(request.entriesUrl()))
                        .timeout(Duration.ofSeconds(60))
                        .header("Content-Type", "application/json")
                        .header(CheckSignature.TIMESTAMP_HEADER, Long.toString(now))
                        .header(
                                CheckSignature.SIGNATURE_HEADER,
                                CheckSignature.signRequest(keys, EntriesQuestion.ACTION, now, question))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(question))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200 || !isSigned(keys, answer)) {
            throw new IllegalStateException("The application answers " + answer.statusCode());
        }
        return answer.body();
    }

    private static boolean isSigned(List<byte[]> keys, HttpResponse<byte[]> answer) {
        long time = answer.headers()
                .firstValueAsLong(CheckSignature.TIMESTAMP_HEADER)
                .orElse(0);
        String signature =
                answer.headers().firstValue(CheckSignature.SIGNATURE_HEADER).orElse("");
        return CheckSignature.isResponseSigned(keys, EntriesQuestion.ACTION, time, answer.body(), signature);
    }
}
