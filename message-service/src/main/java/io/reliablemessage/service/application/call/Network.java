package io.reliablemessage.service.application.call;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** A network in CIDR notation, or a single address. */
record Network(byte[] address, int prefixLength) {
    private static final Pattern LITERAL = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

    /** @throws IllegalArgumentException if the text is not an address literal with an optional prefix length */
    static Network parse(String cidr) {
        int slash = cidr.indexOf('/');
        String literal = slash < 0 ? cidr : cidr.substring(0, slash);
        try {
            if (!LITERAL.matcher(literal).matches()) {
                throw new UnknownHostException("not a literal");
            }
            byte[] address = InetAddress.getByName(literal).getAddress();
            int length = slash < 0 ? address.length * 8 : Integer.parseInt(cidr.substring(slash + 1));
            if (length < 0 || length > address.length * 8) {
                throw new NumberFormatException("prefix length " + length);
            }
            return new Network(address, length);
        } catch (UnknownHostException | NumberFormatException e) {
            throw new IllegalArgumentException("'" + cidr + "' is not a network such as 10.0.0.0/8 or fc00::/7", e);
        }
    }

    boolean isSingleAddress() {
        return prefixLength == address.length * 8;
    }

    boolean contains(InetAddress other) {
        byte[] bytes = other.getAddress();
        if (bytes.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < prefixLength; bit += 8) {
            int mask = prefixLength - bit >= 8 ? 0xff : 0xff << (8 - (prefixLength - bit));
            if (((bytes[bit / 8] ^ address[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
