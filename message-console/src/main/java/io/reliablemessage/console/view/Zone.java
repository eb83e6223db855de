package io.reliablemessage.console.view;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.util.UriUtils;
import org.springframework.web.util.WebUtils;

/** The time zone of the person's browser, which a script of ours tells by a cookie; UTC until then. */
public final class Zone {
    private static final String COOKIE = "zone";

    private Zone() {}

    public static ZoneId ofRequest() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? of(attributes.getRequest())
                : ZoneOffset.UTC;
    }

    private static ZoneId of(HttpServletRequest request) {
        Cookie cookie = WebUtils.getCookie(request, COOKIE);
        try {
            return cookie == null
                    ? ZoneOffset.UTC
                    : ZoneId.of(UriUtils.decode(cookie.getValue(), StandardCharsets.UTF_8));
        } catch (DateTimeException | IllegalArgumentException e) {
            return ZoneOffset.UTC;
        }
    }
}
