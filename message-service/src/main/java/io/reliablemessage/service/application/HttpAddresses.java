package io.reliablemessage.service.application;

import io.reliablemessage.service.web.ProblemException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Checks addresses that administrators enter and that this service is going to call. */
public final class HttpAddresses {
    private static final int MAX_URL = 500;
    private static final int MAX_PORT = 65_535;
    private static final Pattern PRINTABLE = Pattern.compile("[!-~]+");

    private HttpAddresses() {}

    /**
     * @param field what it was entered as
     * @throws ProblemException (400) unless it is an absolute http or https URL with a host, without a user name, password or fragment,
     *     of at most {@value #MAX_URL} ASCII characters; never says what it is
     */
    public static URI checked(String field, String given) {
        if (given.length() > MAX_URL || !PRINTABLE.matcher(given).matches()) {
            throw ProblemException.invalid(
                    field, "must be 1 to " + MAX_URL + " ASCII characters without spaces", MAX_URL);
        }
        URI url;
        try {
            url = new URI(given);
        } catch (URISyntaxException e) {
            throw ProblemException.invalid(field, "must be a URL: " + e.getReason(), null);
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if ((!scheme.equals("http") && !scheme.equals("https")) || url.getHost() == null) {
            throw ProblemException.invalid(field, "must be an absolute http or https URL with a host", null);
        }
        if (url.getPort() == 0 || url.getPort() > MAX_PORT) {
            throw ProblemException.invalid(field, "must have a port of 1 to " + MAX_PORT, MAX_PORT);
        }
        if (url.getRawUserInfo() != null) {
            throw ProblemException.invalid(field, "must not contain a user name or password", null);
        }
        if (url.getRawFragment() != null) {
            throw ProblemException.invalid(field, "must not contain a fragment (#…)", null);
        }
        return url;
    }
}
