package io.reliablemessage.service.web;

import io.reliablemessage.protocol.MessageLimits;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.orm.jpa.JpaSystemException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Turns whatever stops a call into an RFC 9457 problem and writes the call's one log line. Filters hand their refusals to it too, so
 * that a caller meets one form of problem only.
 */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);
    /** The SQL state of MySQL's connector for calls that no database has seen. */
    private static final String ILLEGAL_ARGUMENT = "S1009";

    private static final String RETRY_AFTER_SECONDS = "5";

    @ExceptionHandler
    ResponseEntity<Object> refused(ProblemException problem, WebRequest request) {
        return answer(problem, new HttpHeaders(), request);
    }

    @ExceptionHandler
    ResponseEntity<Object> tooMany(TooManyCallsException failure, WebRequest request) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, Long.toString(failure.retryAfterSeconds()));
        return answer(
                new ProblemException(HttpStatus.TOO_MANY_REQUESTS, null, String.valueOf(failure.getMessage()))
                        .as(ProblemCode.TOO_MANY_CALLS),
                headers,
                request);
    }

    @ExceptionHandler
    ResponseEntity<Object> tooLarge(BodyTooLargeException failure, WebRequest request) {
        return answer(tooLarge(), new HttpHeaders(), request);
    }

    @ExceptionHandler
    ResponseEntity<Object> unauthenticated(AuthenticationException failure, WebRequest request) {
        HttpHeaders headers = new HttpHeaders();
        boolean noToken = failure instanceof InsufficientAuthenticationException;
        String detail = noToken
                ? "The call needs a token: 'Authorization: Bearer <token>'"
                : String.valueOf(failure.getMessage());
        headers.set(
                HttpHeaders.WWW_AUTHENTICATE,
                "Bearer realm=\"reliable-message\""
                        + (noToken ? "" : ", error=\"invalid_token\", error_description=\"" + detail + "\""));
        return answer(new ProblemException(HttpStatus.UNAUTHORIZED, null, detail), headers, request);
    }

    @ExceptionHandler
    ResponseEntity<Object> forbidden(AccessDeniedException failure, WebRequest request) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"reliable-message\", error=\"insufficient_scope\"");
        String detail =
                "This token does not open this path: messages and receipts are for applications, management is for people and "
                        + "administrators' tokens, as far as their role reaches";
        return answer(
                new ProblemException(HttpStatus.FORBIDDEN, null, detail).as(ProblemCode.FORBIDDEN), headers, request);
    }

    @ExceptionHandler({
        CannotCreateTransactionException.class,
        DataAccessResourceFailureException.class,
        // Of a transaction whose connection broke, the failed rollback is all that can be seen.
        JpaSystemException.class,
        RecoverableDataAccessException.class,
        TransactionSystemException.class,
        TransientDataAccessException.class
    })
    ResponseEntity<Object> databaseUnavailable(Exception failure, WebRequest request) {
        if (isMisuseOfTheDriver(failure)) {
            return failed(failure, request);
        }
        log.error(
                "{} was answered 503: no answer from the database; the caller will repeat it", call(request), failure);
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        ProblemException problem = new ProblemException(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        null,
                        "The database gives no answer now; repeat the call with the same ids after "
                                + RETRY_AFTER_SECONDS + " s")
                .as(ProblemCode.DATABASE_AWAY);
        return entity(problem, headers, request);
    }

    /** A parameter that the statement does not have, say: Spring takes that for trouble that passes. */
    private static boolean isMisuseOfTheDriver(Exception failure) {
        return failure instanceof TransientDataAccessResourceException
                && NestedExceptionUtils.getMostSpecificCause(failure) instanceof SQLException cause
                && ILLEGAL_ARGUMENT.equals(cause.getSQLState());
    }

    @ExceptionHandler
    ResponseEntity<Object> failed(Exception failure, WebRequest request) {
        ResponseStatus refusal = AnnotatedElementUtils.findMergedAnnotation(failure.getClass(), ResponseStatus.class);
        if (refusal != null && refusal.code().is4xxClientError()) {
            HttpHeaders headers = new HttpHeaders();
            if (refusal.code() == HttpStatus.TOO_MANY_REQUESTS) {
                headers.set(HttpHeaders.RETRY_AFTER, "1");
            }
            return answer(
                    new ProblemException(refusal.code(), null, String.valueOf(failure.getMessage())), headers, request);
        }
        log.error("{} failed and was answered 500; the caller may repeat it", call(request), failure);
        ProblemException problem = new ProblemException(
                        HttpStatus.INTERNAL_SERVER_ERROR, null, "The service failed; its log says why")
                .as(ProblemCode.FAILED);
        return entity(problem, new HttpHeaders(), request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(UnreadableBody.problemOf(failure), headers, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        Class<?> type = failure.getRequiredType();
        String field = failure instanceof MethodArgumentTypeMismatchException argument
                ? argument.getName()
                : failure.getPropertyName();
        String detail = (type == null ? "cannot be read" : UnreadableBody.expectation(type)) + "; it is '"
                + UnreadableBody.shown(failure.getValue()) + "'";
        return answer(new ProblemException(HttpStatus.BAD_REQUEST, field, detail), headers, request);
    }

    /** Everything that Spring MVC itself refuses: method, media type, unknown path, missing parameter. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception failure, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (status.is5xxServerError()) {
            return failed(failure, request);
        }
        HttpStatus known = HttpStatus.valueOf(status.value());
        String detail = body instanceof ProblemDetail problem && problem.getDetail() != null
                ? problem.getDetail()
                : known.getReasonPhrase();
        return answer(new ProblemException(known, null, detail), headers, request);
    }

    static ProblemException tooLarge() {
        return new ProblemException(
                HttpStatus.CONTENT_TOO_LARGE,
                null,
                "The body is longer than " + MessageLimits.MAX_BODY_BYTES + " bytes; send smaller batches",
                null,
                MessageLimits.MAX_BODY_BYTES);
    }

    private static ResponseEntity<Object> answer(ProblemException problem, HttpHeaders headers, WebRequest request) {
        log.info(
                "{} is refused with {}: {}{}",
                call(request),
                problem.status().value(),
                problem.field() == null ? "" : problem.field() + " ",
                problem.detail().replaceAll("\\p{Cntrl}", "?"));
        return entity(problem, headers, request);
    }

    private static ResponseEntity<Object> entity(ProblemException problem, HttpHeaders headers, WebRequest request) {
        ProblemDetail detail = ProblemDetail.forStatus(problem.status());
        detail.setType(URI.create("about:blank"));
        detail.setTitle(problem.status().getReasonPhrase());
        detail.setDetail(problem.detail());
        detail.setInstance(instance(request));
        if (problem.field() != null) {
            detail.setProperty("field", problem.field());
        }
        if (problem.code() != null) {
            detail.setProperty("code", problem.code().written());
        }
        if (problem.id() != null) {
            detail.setProperty("id", problem.id());
        }
        if (problem.limit() != null) {
            detail.setProperty("limit", problem.limit());
        }
        HttpHeaders all = new HttpHeaders(headers);
        all.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        return new ResponseEntity<>(detail, all, problem.status());
    }

    private static @Nullable URI instance(WebRequest request) {
        return request instanceof ServletWebRequest web
                ? URI.create(web.getRequest().getRequestURI())
                : null;
    }

    private static String call(WebRequest request) {
        if (request instanceof ServletWebRequest web) {
            HttpServletRequest http = web.getRequest();
            String caller = http.getRemoteUser() == null ? "" : " by " + UnreadableBody.shown(http.getRemoteUser());
            return http.getMethod() + " " + UnreadableBody.shown(http.getRequestURI()) + caller;
        }
        return "A call";
    }
}
