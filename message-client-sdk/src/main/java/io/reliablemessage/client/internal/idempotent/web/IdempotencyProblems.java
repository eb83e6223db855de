package io.reliablemessage.client.internal.idempotent.web;

import io.reliablemessage.client.IdempotencyConflictException;
import io.reliablemessage.client.IdempotentCallInProgressException;
import io.reliablemessage.client.InvalidIdempotencyKeyException;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Tells HTTP clients as problem details (RFC 9457) why their call was not made, with the statuses of the HTTP working group's draft on
 * Idempotency-Key. It stands before an application's advice for any exception, and behind one with a negative {@code @Order}.
 */
@RestControllerAdvice
@Order(0)
final class IdempotencyProblems {

    @ExceptionHandler
    ProblemDetail unusable(InvalidIdempotencyKeyException e) {
        return problem(HttpStatus.BAD_REQUEST, "No usable idempotency key", String.valueOf(e.getMessage()));
    }

    /** The digests are for the log; the client knows what it sent. */
    @ExceptionHandler
    ProblemDetail conflicting(IdempotencyConflictException e) {
        return problem(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "The idempotency key is already used",
                "An earlier request had this key and another content; use a new key for a new request.");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> running(IdempotentCallInProgressException e) {
        ProblemDetail problem = problem(
                HttpStatus.CONFLICT,
                "A request with this idempotency key is still at work",
                "Send the same request again later; it then gets the first one's answer.");
        return ResponseEntity.of(problem)
                .header(HttpHeaders.RETRY_AFTER, String.valueOf(e.waited().toSeconds()))
                .build();
    }

    private static ProblemDetail problem(HttpStatus status, String title, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setTitle(title);
        return problem;
    }
}
