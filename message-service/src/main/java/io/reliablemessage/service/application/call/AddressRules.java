package io.reliablemessage.service.application.call;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses the service may connect to for its questions, so that an address entered for an application cannot turn the service
 * against its own machine, the cloud's metadata or the network around it: public addresses and the listed networks. Metadata services
 * are allowed only if listed as single addresses, since some hide in networks that one would list.
 */
public final class AddressRules {
    private static final List<Network> METADATA =
            networks("169.254.169.254", "100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254");
    /** The special-purpose registries of IANA, IPv4. Java turns mapped IPv6 forms of IPv4 addresses into these. */
    private static final List<Network> NOT_PUBLIC_4 = networks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");
    /** Global unicast; everything else of IPv6, with loopback, link-local, multicast and IPv4-compatible forms, is special. */
    private static final Network PUBLIC_6 = Network.parse("2000::/3");
    /** Teredo and its neighbours, documentation, 6to4: they wrap other addresses or lead nowhere. */
    private static final List<Network> NOT_PUBLIC_6 = networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    private final List<Network> listed;

    /** @throws IllegalArgumentException naming the property if an entry is not a network */
    public AddressRules(List<String> allowedNetworks) {
        try {
            listed = allowedNetworks.stream().map(Network::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("reliable-message.check-back.allowed-networks: " + e.getMessage(), e);
        }
    }

    boolean permit(InetAddress address) {
        boolean metadata = anyContains(METADATA, address);
        return listed.stream().anyMatch(each -> each.contains(address) && (!metadata || each.isSingleAddress()))
                || (!metadata && isPublic(address));
    }

    private static boolean isPublic(InetAddress address) {
        return address instanceof Inet4Address
                ? !anyContains(NOT_PUBLIC_4, address)
                : PUBLIC_6.contains(address) && !anyContains(NOT_PUBLIC_6, address);
    }

    private static boolean anyContains(List<Network> networks, InetAddress address) {
        return networks.stream().anyMatch(each -> each.contains(address));
    }

    private static List<Network> networks(String... cidrs) {
        return Stream.of(cidrs).map(Network::parse).toList();
    }
}
