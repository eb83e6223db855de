package io.reliablemessage.service.operator.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a person sits who logs in. The console and proxies say it in {@code X-Forwarded-For}, which is believed from private addresses
 * only: the last address in it that is public, else the first. Of an IPv6 address its network counts, all of which one subscriber has.
 */
final class PersonsAddress {
    private static final Pattern LITERAL =
            Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|(?=[^:]*:)[0-9a-fA-F:][0-9a-fA-F:.]{1,44}");
    private static final int MOST_HOPS = 20;
    private static final int NETWORK_BYTES = 8;

    private PersonsAddress() {}

    static String of(HttpServletRequest call) {
        InetAddress nearest = parsed(call.getRemoteAddr()).orElse(null);
        if (nearest == null) {
            return call.getRemoteAddr();
        }
        InetAddress found = nearest;
        if (isPrivate(nearest)) {
            for (String hop : hops(call)) {
                Optional<InetAddress> address = parsed(hop);
                if (address.isEmpty()) {
                    break;
                }
                found = address.get();
                if (!isPrivate(found)) {
                    break;
                }
            }
        }
        return text(found);
    }

    /** The nearest first. */
    private static List<String> hops(HttpServletRequest call) {
        List<String> hops = Collections.list(call.getHeaders("X-Forwarded-For")).stream()
                .flatMap(header -> Arrays.stream(header.split(",")))
                .map(String::strip)
                .toList();
        List<String> last = new ArrayList<>(hops.subList(Math.max(0, hops.size() - MOST_HOPS), hops.size()));
        Collections.reverse(last);
        return last;
    }

    /** Literal addresses only: no name is ever looked up. */
    private static Optional<InetAddress> parsed(String typed) {
        String address = typed.split("%", 2)[0];
        if (!LITERAL.matcher(address).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static boolean isPrivate(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc;
    }

    private static String text(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        byte[] network = Arrays.copyOf(address.getAddress(), NETWORK_BYTES);
        return HexFormat.of().formatHex(network) + "/64";
    }
}
