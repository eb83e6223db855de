package io.reliablemessage.service.outbox;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** More was asked of a {@link BatchingWriter} than it can take now; repeating the call later, with the same ids, is safe. */
@ResponseStatus(HttpStatus.TOO_MANY_REQUESTS)
public final class WriterOverloadedException extends RuntimeException {
    WriterOverloadedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
