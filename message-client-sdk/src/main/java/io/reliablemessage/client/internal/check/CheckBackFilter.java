package io.reliablemessage.client.internal.check;

import io.reliablemessage.client.internal.signed.SignedAnswer;
import io.reliablemessage.client.internal.signed.SignedQuestionFilter;
import org.jspecify.annotations.Nullable;

/** {@code POST /reliable-message/check-back}. */
public final class CheckBackFilter extends SignedQuestionFilter {
    public static final String PATH = "/reliable-message/check-back";

    private static final long serialVersionUID = 1L;

    private final transient CheckBack checkBack;

    public CheckBackFilter(CheckBack checkBack) {
        this.checkBack = checkBack;
    }

    @Override
    protected SignedAnswer answer(String path, @Nullable String timestamp, @Nullable String signature, byte[] body) {
        return checkBack.answer(timestamp, signature, body);
    }
}
