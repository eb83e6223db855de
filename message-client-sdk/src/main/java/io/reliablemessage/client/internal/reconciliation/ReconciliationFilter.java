package io.reliablemessage.client.internal.reconciliation;

import io.reliablemessage.client.internal.signed.SignedAnswer;
import io.reliablemessage.client.internal.signed.SignedQuestionFilter;
import org.jspecify.annotations.Nullable;

/** {@code POST /reliable-message/reconciliation/<action>}. */
public final class ReconciliationFilter extends SignedQuestionFilter {
    static final String PATHS = "/reliable-message/reconciliation/*";

    private static final long serialVersionUID = 1L;

    private final transient ReconciliationQuestions questions;

    public ReconciliationFilter(ReconciliationQuestions questions) {
        this.questions = questions;
    }

    @Override
    protected SignedAnswer answer(String path, @Nullable String timestamp, @Nullable String signature, byte[] body) {
        return questions.answer(path, timestamp, signature, body);
    }
}
