package io.reliablemessage.client.internal.reconciliation;

import io.reliablemessage.client.internal.signed.Questioning;
import io.reliablemessage.client.internal.signed.SignedAnswer;
import io.reliablemessage.client.internal.signed.SignedQuestions;
import io.reliablemessage.client.internal.signed.UnreadableQuestionException;
import io.reliablemessage.protocol.CheckSignature;
import io.reliablemessage.protocol.reconciliation.Digest;
import io.reliablemessage.protocol.reconciliation.DigestQuestion;
import io.reliablemessage.protocol.reconciliation.EntriesQuestion;
import io.reliablemessage.protocol.reconciliation.FindQuestion;
import io.reliablemessage.protocol.reconciliation.ProduceQuestion;
import io.reliablemessage.protocol.reconciliation.Question;
import io.reliablemessage.protocol.reconciliation.ReleaseQuestion;
import io.reliablemessage.protocol.reconciliation.SourcesQuestion;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** The signed questions of reconciliation, by their action; what is beyond a limit of the contract is refused. */
public final class ReconciliationQuestions {
    private static final Logger log = LoggerFactory.getLogger(ReconciliationQuestions.class);

    /** A run may put a few thousand questions, and several topics may be compared in the ten minutes for which they are remembered. */
    private static final int REMEMBERED = 100_000;

    private static final Pattern SALT = Pattern.compile("[0-9a-fA-F]{32}");
    private static final int LEAST_BITS = 4;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private static final Map<String, Class<? extends Question>> QUESTIONS = Map.of(
            SourcesQuestion.ACTION, SourcesQuestion.class,
            DigestQuestion.ACTION, DigestQuestion.class,
            EntriesQuestion.ACTION, EntriesQuestion.class,
            FindQuestion.ACTION, FindQuestion.class,
            ProduceQuestion.ACTION, ProduceQuestion.class,
            ReleaseQuestion.ACTION, ReleaseQuestion.class);

    private final SignedQuestions questions;
    private final Supplier<Reconciliation> reconciliation;
    private final JsonMapper json = JsonMapper.builder().build();

    /**
     * @param application this application's name
     * @param token its token
     * @param reconciliation asked for with the first question
     */
    public ReconciliationQuestions(
            String application, String token, Clock clock, Supplier<Reconciliation> reconciliation) {
        this.questions = new SignedQuestions(application, token, clock, REMEMBERED);
        this.reconciliation = reconciliation;
    }

    /**
     * Answers one question, or refuses it.
     *
     * @param path of the question; its last part is the action
     */
    public SignedAnswer answer(String path, @Nullable String timestamp, @Nullable String signature, byte[] body) {
        String action = path.substring(path.lastIndexOf('/') + 1);
        Class<? extends Question> type = QUESTIONS.get(action);
        if (type == null) {
            log.warn("A question about reconciliation has an unknown last part of its path and was refused");
            return SignedAnswer.refusal(404);
        }
        return questions.answer(new Asking(action, type), timestamp, signature, body);
    }

    private final class Asking implements Questioning<Question> {
        private final String action;
        private final Class<? extends Question> type;

        Asking(String action, Class<? extends Question> type) {
            this.action = action;
            this.type = type;
        }

        @Override
        public String name() {
            return "A question of reconciliation (" + action + ")";
        }

        @Override
        public boolean isSigned(byte[] key, long timestampMillis, byte[] body, String header) {
            return CheckSignature.isRequestSigned(key, action, timestampMillis, body, header);
        }

        @Override
        public Question read(byte[] body) {
            Question question = json.readValue(body, type);
            require(question != null && question.requestId() != null, "requestId", "must be given");
            check(Objects.requireNonNull(question));
            return question;
        }

        @Override
        public String application(Question question) {
            return String.valueOf(question.application());
        }

        @Override
        public UUID requestId(Question question) {
            return question.requestId();
        }

        @Override
        public Object answer(Question question) {
            return reconciliation.get().answer(question);
        }

        @Override
        public String sign(byte[] key, long timestampMillis, byte[] body) {
            return CheckSignature.signResponse(key, action, timestampMillis, body);
        }
    }

    private static void check(Question question) {
        if (question instanceof DigestQuestion digest) {
            checkSlice(digest.topic(), digest.from(), digest.to());
            require(
                    digest.salt() != null && SALT.matcher(digest.salt()).matches(),
                    "salt",
                    "must have 32 hexadecimal digits");
            between("bits", digest.bits(), LEAST_BITS, Digest.MAX_BITS);
            int withinBits = digest.withinBits() == null ? 0 : digest.withinBits();
            between("withinBits", withinBits, 0, digest.bits());
            require(
                    (digest.within() == null) == (digest.withinBits() == null),
                    "within",
                    "must be given with withinBits, and only then");
            if (digest.within() != null) {
                checkPrefixes("within", digest.within(), withinBits);
            }
            between("maxRows", digest.maxRows(), 1, Digest.MAX_ROWS);
        } else if (question instanceof EntriesQuestion entries) {
            checkSlice(entries.topic(), entries.from(), entries.to());
            between("bits", entries.bits(), 0, Digest.MAX_BITS);
            checkPrefixes("prefixes", entries.prefixes(), entries.bits());
            between("maxEntries", entries.maxEntries(), 1, Digest.MAX_ENTRIES);
        } else if (question instanceof FindQuestion find) {
            require(find.topic() != null, "topic", "must be given");
            checkItems("wanted", find.wanted(), Digest.MAX_FIND);
        } else if (question instanceof ProduceQuestion produce) {
            require(produce.topic() != null, "topic", "must be given");
            checkItems("keys", produce.keys(), Digest.MAX_REPAIRS);
        } else if (question instanceof ReleaseQuestion release) {
            require(release.topic() != null, "topic", "must be given");
            require(release.group() != null, "group", "must be given");
            checkItems("wanted", release.wanted(), Digest.MAX_REPAIRS);
            release.wanted()
                    .forEach(wanted -> require(wanted.messageId() != null, "wanted.messageId", "must be given"));
        }
    }

    private static void checkSlice(@Nullable String topic, @Nullable Instant from, @Nullable Instant to) {
        require(topic != null, "topic", "must be given");
        checkTime("from", from);
        checkTime("to", to);
        require(from != null && to != null && from.isBefore(to), "to", "must be after from");
    }

    private static void checkTime(String field, @Nullable Instant time) {
        require(
                time != null
                        && !time.isBefore(Instant.EPOCH)
                        && !time.isAfter(LATEST)
                        && time.equals(time.truncatedTo(ChronoUnit.MILLIS)),
                field,
                "must be a time in whole milliseconds from " + Instant.EPOCH + " to " + LATEST);
    }

    private static void checkPrefixes(String field, @Nullable List<Integer> prefixes, int bits) {
        checkItems(field, prefixes, Digest.MAX_PREFIXES);
        Objects.requireNonNull(prefixes)
                .forEach(prefix ->
                        require(prefix >= 0 && prefix < 1 << bits, field, "must be numbers of " + bits + " bits"));
    }

    private static void checkItems(String field, @Nullable List<?> items, int most) {
        require(
                items != null
                        && !items.isEmpty()
                        && items.size() <= most
                        && items.stream().allMatch(Objects::nonNull),
                field,
                "must have 1 to " + most + " items");
    }

    private static void between(String field, int value, int least, int most) {
        require(value >= least && value <= most, field, "must be " + least + " to " + most + "; it is " + value);
    }

    private static void require(boolean condition, String field, String problem) {
        if (!condition) {
            throw new UnreadableQuestionException(field + " " + problem);
        }
    }
}
