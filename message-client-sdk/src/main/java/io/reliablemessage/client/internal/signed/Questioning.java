package io.reliablemessage.client.internal.signed;

import java.util.UUID;

/**
 * One kind of question.
 *
 * @param <Q> the question
 */
public interface Questioning<Q> {

    /** What people call it in the log, with an article. */
    String name();

    boolean isSigned(byte[] key, long timestampMillis, byte[] body, String header);

    /**
     * @throws UnreadableQuestionException if a part is missing or beyond its limit
     * @throws tools.jackson.core.JacksonException if it is not the JSON of one
     */
    Q read(byte[] body);

    String application(Q question);

    UUID requestId(Q question);

    /**
     * @return what is written as JSON
     * @throws org.springframework.dao.DataAccessException if the database cannot say; as {@link UnansweredException}
     * @throws UnansweredException if there is no answer now
     */
    Object answer(Q question);

    String sign(byte[] key, long timestampMillis, byte[] body);
}
