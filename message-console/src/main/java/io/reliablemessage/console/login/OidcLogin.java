package io.reliablemessage.console.login;

import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.console.service.ServiceUnreachableException;
import io.reliablemessage.protocol.management.IdentityToken;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.stereotype.Component;

/**
 * Logs in through an identity provider: the authorization code flow ends here with an ID token, the service takes that for a session,
 * and only the session is kept.
 */
@Component
class OidcLogin {
    /** Where the person was before the login page, while the browser is at the identity provider. */
    static final String BACK = OidcLogin.class.getName() + ".back";

    private static final Logger log = LoggerFactory.getLogger(OidcLogin.class);

    private final Sessions sessions;
    private final HttpSessionSecurityContextRepository contexts = new HttpSessionSecurityContextRepository();

    OidcLogin(Sessions sessions) {
        this.sessions = sessions;
    }

    void enable(HttpSecurity http) {
        OidcUserService noProfiles = new OidcUserService();
        noProfiles.setRetrieveUserInfo(unused -> false);
        http.oauth2Login(login -> login.loginPage("/login")
                .userInfoEndpoint(profiles -> profiles.oidcUserService(noProfiles))
                .successHandler(this::exchange)
                .failureHandler((request, response, failure) -> {
                    log.info("A login by OpenID Connect failed: {}", failure.getMessage());
                    LoginPage.send(request, response, LoginPage.Why.OIDC_REFUSED, null, null);
                }));
    }

    private void exchange(HttpServletRequest request, HttpServletResponse response, Authentication identified)
            throws IOException {
        Object back = request.getSession().getAttribute(BACK);
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        SecurityContextHolder.setContext(context);
        LoginPage.Why refused = null;
        try {
            if (identified.getPrincipal() instanceof OidcUser user) {
                context.setAuthentication(ServiceLogin.loggedIn(
                        sessions.open(new IdentityToken(user.getIdToken().getTokenValue())), true));
            } else {
                log.warn("The identity provider gave no ID token: its registration needs the scope openid");
                refused = LoginPage.Why.OIDC_REFUSED;
            }
        } catch (ServiceProblem problem) {
            log.info("The service refused an ID token: {}", problem.detail());
            refused = problem.status() >= 500 ? LoginPage.Why.FAILED : LoginPage.Why.OIDC_REFUSED;
        } catch (ServiceUnreachableException e) {
            refused = LoginPage.why(e);
        }
        contexts.saveContext(context, request, response);
        if (refused == null) {
            response.sendRedirect(
                    request.getContextPath() + LocalPath.orHome(back instanceof String path ? path : null));
        } else {
            LoginPage.send(request, response, refused, null, null);
        }
    }
}
