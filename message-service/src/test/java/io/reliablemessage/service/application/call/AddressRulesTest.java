package io.reliablemessage.service.application.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
    private static final List<String> DEFAULT = List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7");

    private final AddressRules rules = new AddressRules(DEFAULT);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "93.184.215.14",
                "8.8.8.8",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "2606:2800:220:1::1",
                "fd12:3456::1",
                "::ffff:8.8.8.8",
                "100.63.255.255",
                "100.128.0.0"
            })
    void permitsPublicAndListedAddresses(String address) throws UnknownHostException {
        assertThat(rules.permit(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.9.1",
                "0.0.0.0",
                "0.1.2.3",
                "169.254.169.254",
                "169.254.0.1",
                "100.64.0.1",
                "100.100.100.200",
                "168.63.129.16",
                "192.0.0.192",
                "192.0.2.1",
                "198.18.0.1",
                "224.0.0.1",
                "239.255.255.250",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "fe80::1",
                "ff02::1",
                "::ffff:127.0.0.1",
                "::ffff:169.254.169.254",
                "::127.0.0.1",
                "::7f00:1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::",
                "2001:0:7f00:1::",
                "2001:db8::1",
                "fd00:ec2::254",
                "fec0::1"
            })
    void deniesEverythingElse(String address) throws UnknownHostException {
        assertThat(rules.permit(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "2130706433",
                "0x7f000001",
                "0x7f.1",
                "127.1",
                "0177.0.0.1",
                "017700000001",
                "[::1]",
                "::ffff:7f00:1",
                "localhost",
                "0",
                "0x0"
            })
    void noNotationOfALoopbackAddressSlipsBy(String host) {
        PermittedAddresses addresses = new PermittedAddresses(rules);
        assertThatThrownBy(() -> {
                    InetAddress[] resolved = addresses.resolve(host);
                    assertThat(resolved).allMatch(each -> !each.isLoopbackAddress() && !each.isAnyLocalAddress());
                    throw new UnknownHostException("resolved to something else: " + List.of(resolved));
                })
                .isInstanceOf(UnknownHostException.class);
    }

    @Test
    void onlyThePermittedOnesOfAHostsAddressesAreConnectedTo() throws UnknownHostException {
        InetAddress good = InetAddress.getByName("93.184.215.14");
        PermittedAddresses addresses = new PermittedAddresses(rules) {
            @Override
            InetAddress[] lookUp(String host) throws UnknownHostException {
                return new InetAddress[] {InetAddress.getByName("169.254.169.254"), good, InetAddress.getByName("::1")};
            }
        };
        assertThat(addresses.resolve("rebinding.example")).containsExactly(good);
    }

    @Test
    void metadataServicesAreAllowedOnlyOneByOne() throws UnknownHostException {
        InetAddress metadata = InetAddress.getByName("169.254.169.254");
        assertThat(new AddressRules(List.of("169.254.0.0/16")).permit(metadata)).isFalse();
        assertThat(new AddressRules(List.of("169.254.169.254")).permit(metadata))
                .isTrue();
    }

    @Test
    void listedLoopbackIsPermitted() throws UnknownHostException {
        AddressRules quickstart = new AddressRules(List.of("127.0.0.0/8"));
        assertThat(quickstart.permit(InetAddress.getByName("127.0.0.1"))).isTrue();
        assertThat(quickstart.permit(InetAddress.getByName("10.0.0.1"))).isFalse();
        assertThat(quickstart.permit(InetAddress.getByName("8.8.8.8"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "10.0.0.0/x", "", "fc00::/129"})
    void nonsenseIsRefusedNamingTheProperty(String network) {
        assertThatThrownBy(() -> new AddressRules(List.of(network)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reliable-message.check-back.allowed-networks")
                .hasMessageContaining("'" + network + "'");
    }
}
