package io.reliablemessage.service.operator.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

class PersonsAddressTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.9 | | 203.0.113.9",
                "203.0.113.9 | 198.51.100.7 | 203.0.113.9",
                "127.0.0.1 | 198.51.100.7 | 198.51.100.7",
                "10.1.2.3 | 203.0.113.9, 198.51.100.7, 192.168.0.1 | 198.51.100.7",
                "10.1.2.3 | 192.168.7.7, 10.0.0.1 | 192.168.7.7",
                "10.1.2.3 | nonsense | 10.1.2.3",
                "10.1.2.3 | 1234567 | 10.1.2.3",
                "::1 | 2001:db8:1:2:3:4:5:6 | 20010db800010002/64",
                "fd00::1 | 2001:db8:1:2:aaaa::1 | 20010db800010002/64",
                "2001:db8:1:3::1 | 198.51.100.7 | 20010db800010003/64",
                "::ffff:10.0.0.1 | 198.51.100.7 | 198.51.100.7",
                "fe80::1%eth0 | 198.51.100.7 | 198.51.100.7",
                "unix | 198.51.100.7 | unix"
            })
    void isThatOfThePersonAndNotOfWhatLiesBetween(String remote, @Nullable String forwarded, String expected) {
        MockHttpServletRequest call = new MockHttpServletRequest();
        call.setRemoteAddr(remote);
        if (forwarded != null) {
            call.addHeader("X-Forwarded-For", forwarded);
        }
        assertThat(PersonsAddress.of(call)).isEqualTo(expected);
    }
}
