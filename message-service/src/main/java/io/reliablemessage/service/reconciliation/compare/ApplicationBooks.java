package io.reliablemessage.service.reconciliation.compare;

import io.reliablemessage.protocol.reconciliation.Cell;
import io.reliablemessage.protocol.reconciliation.Digest;
import io.reliablemessage.protocol.reconciliation.DigestAnswer;
import io.reliablemessage.protocol.reconciliation.EntriesAnswer;
import io.reliablemessage.protocol.reconciliation.Entry;
import io.reliablemessage.protocol.reconciliation.FindAnswer;
import io.reliablemessage.protocol.reconciliation.FindQuestion;
import io.reliablemessage.protocol.reconciliation.ProduceQuestion;
import io.reliablemessage.protocol.reconciliation.Question;
import io.reliablemessage.protocol.reconciliation.ReleaseQuestion;
import io.reliablemessage.protocol.reconciliation.RepairAnswer;
import io.reliablemessage.protocol.reconciliation.SourcesAnswer;
import io.reliablemessage.protocol.reconciliation.SourcesQuestion;
import io.reliablemessage.service.application.Application;
import io.reliablemessage.service.application.ApplicationCatalog;
import io.reliablemessage.service.application.call.PermittedAddresses;
import io.reliablemessage.service.application.call.Reply;
import io.reliablemessage.service.application.call.SignedCalls;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puts the questions of reconciliation to applications, beside the address where they are asked for check-backs, and takes only answers
 * that can be one to the question. Nothing here is done inside a database transaction.
 */
public final class ApplicationBooks implements AutoCloseable {
    /** Room for {@value Digest#MAX_ENTRIES} entries with the longest usual keys. */
    private static final int MAX_ANSWER_BYTES = 16 * 1024 * 1024;

    private static final Pattern SUM = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern CONTENT = Pattern.compile("[0-9a-f]{64}");

    private final ApplicationCatalog applications;
    private final SignedCalls calls;
    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    public ApplicationBooks(
            ApplicationCatalog applications,
            PermittedAddresses addresses,
            Duration connectTimeout,
            Duration responseTimeout) {
        this.applications = applications;
        calls = new SignedCalls(
                new SignedCalls.Limits("reconciliation", connectTimeout, responseTimeout, MAX_ANSWER_BYTES), addresses);
    }

    /**
     * What was heard, and what it cost.
     *
     * @param bytes of the question and its answer
     */
    public record Heard<T>(T answer, long bytes) {}

    /** Whose books, and the database's time of the question. */
    public record Asked(int applicationId, Instant at) {}

    /** Whether the application can be asked at all; one that consumes only may have no address. */
    public boolean hasAddress(int applicationId) {
        return applications.byId(applicationId).checkUrl() != null;
    }

    /** @throws BookProblemException if no answer came that is one; every method alike */
    public Heard<SourcesAnswer> sources(Asked asked) {
        return ask(
                asked,
                to -> new SourcesQuestion(UUID.randomUUID(), to, asked.at()),
                SourcesAnswer.class,
                (question, answer) -> question.requestId().equals(answer.requestId()) && isComplete(answer.sources()));
    }

    public Heard<DigestAnswer> digest(Asked asked, Slice slice) {
        return ask(
                asked,
                to -> slice.question(to, asked.at()),
                DigestAnswer.class,
                (question, answer) -> question.requestId().equals(answer.requestId())
                        && isWithin(answer.through(), question.from(), question.to())
                        && Amounts.isReasonable(answer.amount())
                        && isComplete(answer.cells())
                        && answer.entries()
                                == answer.cells().stream()
                                        .mapToLong(Cell::entries)
                                        .sum()
                        && answer.cells().stream().allMatch(cell -> isCell(cell, question.bits())));
    }

    public Heard<EntriesAnswer> entries(Asked asked, Slice slice, int maxEntries) {
        return ask(
                asked,
                to -> slice.entriesQuestion(to, asked.at(), maxEntries),
                EntriesAnswer.class,
                (question, answer) -> question.requestId().equals(answer.requestId())
                        && isWithin(answer.through(), question.from(), question.to())
                        && isComplete(answer.entries())
                        && answer.entries().size() <= Digest.MAX_ENTRIES
                        && answer.entries().stream().allMatch(ApplicationBooks::isEntry));
    }

    /**
     * Looks up what may be in a book now.
     *
     * @param group {@code null}: the facts
     * @param wanted 1 to {@value Digest#MAX_FIND}
     */
    public Heard<FindAnswer> find(
            Asked asked,
            String topic,
            @Nullable String group,
            List<io.reliablemessage.protocol.reconciliation.Wanted> wanted) {
        return ask(
                asked,
                to -> new FindQuestion(UUID.randomUUID(), to, asked.at(), topic, group, wanted),
                FindAnswer.class,
                (question, answer) -> question.requestId().equals(answer.requestId())
                        && isComplete(answer.found())
                        && answer.found().size() == wanted.size()
                        && answer.found().stream().allMatch(ApplicationBooks::isFound));
    }

    /** Asks for messages to be produced again; what was asked may have been done although no answer came. */
    public Heard<RepairAnswer> produce(Asked asked, String topic, List<io.reliablemessage.protocol.BusinessKey> keys) {
        return ask(
                asked,
                to -> new ProduceQuestion(UUID.randomUUID(), to, asked.at(), topic, keys),
                RepairAnswer.class,
                (question, answer) -> isRepair(question, answer, keys.size()));
    }

    /** Asks for effects to be forgotten; what was asked may have been done although no answer came. */
    public Heard<RepairAnswer> release(
            Asked asked, String topic, String group, List<io.reliablemessage.protocol.reconciliation.Wanted> wanted) {
        return ask(
                asked,
                to -> new ReleaseQuestion(UUID.randomUUID(), to, asked.at(), topic, group, wanted),
                RepairAnswer.class,
                (question, answer) -> isRepair(question, answer, wanted.size()));
    }

    /** Tells an answer to the question from others. */
    private interface Check<Q, A> {
        boolean fits(Q question, A answer);
    }

    private <Q extends Question, A> Heard<A> ask(
            Asked asked, Function<String, Q> asking, Class<A> type, Check<Q, A> check) {
        Application application = applications.byId(asked.applicationId());
        Q question = asking.apply(application.name());
        byte[] body = json.writeValueAsBytes(question);
        URI url = application.checkUrl();
        Reply reply = calls.post(
                url == null ? null : address(url, question.action()),
                application,
                question.action(),
                question.askedAt(),
                body);
        if (reply instanceof Reply.Signed signed) {
            return new Heard<>(read(question, signed.body(), type, check), (long) body.length + signed.body().length);
        }
        throw BookProblemException.passing(
                reply instanceof Reply.None none ? inWords(none.problem()) : ((Reply.Unbelievable) reply).problem());
    }

    private <Q, A> A read(Q question, byte[] body, Class<A> type, Check<Q, A> check) {
        try {
            @Nullable A answer = json.readValue(body, type);
            if (answer != null && check.fits(question, answer)) {
                return answer;
            }
        } catch (JacksonException e) {
            throw BookProblemException.passing("The answer's JSON is not one to the question");
        }
        throw BookProblemException.passing("The answer is not one to the question");
    }

    /** {@code http://shop:8090/reliable-message/check-back} becomes {@code http://shop:8090/reliable-message/reconciliation/digest}. */
    static URI address(URI checkUrl, String action) {
        String path = checkUrl.getPath();
        return checkUrl.resolve((path == null || path.isEmpty() ? "/" : "") + "reconciliation/" + action);
    }

    private static String inWords(String problem) {
        return switch (problem) {
            case SignedCalls.STATUS + "401" -> problem + ": it does not accept the signature";
            case SignedCalls.STATUS + "403" -> problem + ": it is another application, or something before it refuses";
            case SignedCalls.STATUS + "404" -> problem + ": nothing answers questions about its books there";
            case SignedCalls.STATUS + "503" -> problem + ": it has no time or no database to answer from now";
            default -> problem;
        };
    }

    private static boolean isRepair(Question question, RepairAnswer answer, int size) {
        return question.requestId().equals(answer.requestId())
                && isComplete(answer.results())
                && answer.results().size() == size
                && answer.results().stream().allMatch(each -> isThere(each.outcome()));
    }

    /** What a record's component cannot be by its type, it can by an answer. */
    private static boolean isThere(@Nullable Object component) {
        return component != null;
    }

    private static boolean isComplete(@Nullable List<? extends @Nullable Object> items) {
        return items != null && items.stream().allMatch(ApplicationBooks::isThere);
    }

    private static boolean isWithin(@Nullable Instant through, Instant from, Instant to) {
        Predicate<Instant> isMillis = time -> time.getNano() % 1_000_000 == 0;
        return through != null && through.isAfter(from) && !through.isAfter(to) && isMillis.test(through);
    }

    private static boolean isCell(Cell cell, int bits) {
        @Nullable String sum = cell.sum();
        return cell.entries() > 0
                && cell.prefix() >= 0
                && cell.prefix() < 1 << bits
                && sum != null
                && SUM.matcher(sum).matches();
    }

    private static boolean isEntry(Entry entry) {
        return (entry.key() != null || entry.messageId() != null) && isSound(entry);
    }

    /** Whether it can be compared with a message; what was looked up need not say its key or id again. */
    private static boolean isSound(Entry entry) {
        String content = entry.content();
        return isThere(entry.time())
                && Amounts.isReasonable(entry.amount())
                && (content == null || CONTENT.matcher(content).matches());
    }

    private static boolean isFound(FindAnswer.Found found) {
        Entry entry = found.entry();
        return found.times() >= 0
                && (found.times() == 0 ? entry == null : entry != null)
                && (entry == null || isSound(entry));
    }

    @Override
    public void close() throws IOException {
        calls.close();
    }
}
