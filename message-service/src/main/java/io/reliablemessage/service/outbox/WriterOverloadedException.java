package io.reliablemessage.service.outbox;

import org.jspecify.annotations.Nullable;

/** More was asked of a {@link BatchingWriter} than it can take now; repeating the call later, with the same ids, is safe. */
public final class WriterOverloadedException extends RuntimeException {
    WriterOverloadedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
