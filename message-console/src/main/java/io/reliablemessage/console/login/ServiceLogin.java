package io.reliablemessage.console.login;

import io.reliablemessage.console.service.OperatorSession;
import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.console.service.ServiceUnreachableException;
import io.reliablemessage.protocol.management.Credentials;
import io.reliablemessage.protocol.management.IssuedSession;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/** Logs in at the service with a name and a password, neither of which is kept. */
@Component
class ServiceLogin implements AuthenticationProvider {
    private final Sessions sessions;

    ServiceLogin(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Authentication authenticate(Authentication attempt) {
        try {
            IssuedSession issued = sessions.open(
                    new Credentials(attempt.getName(), String.valueOf(attempt.getCredentials())), address(attempt));
            return loggedIn(issued, false);
        } catch (ServiceProblem problem) {
            if (problem.status() == 429) {
                throw new Paused(problem.retryAfterSeconds() == null ? 1 : problem.retryAfterSeconds(), problem);
            }
            if (problem.status() >= 500) {
                throw new AuthenticationServiceException("The service failed", problem);
            }
            throw new BadCredentialsException(problem.detail(), problem);
        } catch (ServiceUnreachableException e) {
            throw new AuthenticationServiceException("The service cannot say who it is", e);
        }
    }

    private static @Nullable String address(Authentication attempt) {
        return attempt.getDetails() instanceof WebAuthenticationDetails details ? details.getRemoteAddress() : null;
    }

    static Authentication loggedIn(IssuedSession issued, boolean external) {
        return UsernamePasswordAuthenticationToken.authenticated(
                new OperatorSession(issued.operator(), issued.token(), external), null, List.of());
    }

    @Override
    public boolean supports(Class<?> attempt) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(attempt);
    }

    /** Too many attempts failed; the service takes none for a while. */
    static final class Paused extends AuthenticationException {
        private final long seconds;

        Paused(long seconds, Throwable cause) {
            super("Too many attempts", cause);
            this.seconds = seconds;
        }

        long seconds() {
            return seconds;
        }
    }
}
