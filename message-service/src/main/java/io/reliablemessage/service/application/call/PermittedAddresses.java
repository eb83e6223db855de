package io.reliablemessage.service.application.call;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves hosts, also those written as addresses in whatever notation, to permitted addresses only. The client connects to what this
 * returns and resolves nothing itself, so a name that changes its address between check and connection gains nothing.
 */
public class PermittedAddresses implements DnsResolver {
    private final AddressRules rules;

    public PermittedAddresses(AddressRules rules) {
        this.rules = rules;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] all = lookUp(host);
        InetAddress[] permitted = Arrays.stream(all).filter(rules::permit).toArray(InetAddress[]::new);
        if (permitted.length == 0) {
            throw new UnknownHostException(host + " is at " + all[0].getHostAddress()
                    + ", which reliable-message.check-back.allowed-networks does not allow");
        }
        return permitted;
    }

    InetAddress[] lookUp(String host) throws UnknownHostException {
        return InetAddress.getAllByName(host);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
