package io.reliablemessage.console.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class CallTest {
    @Test
    void noValueBecomesAnotherPathOrParameter() {
        assertThat(Call.to("/v1/topics/{name}/groups/{group}", "../a/b?x=1", "{y}#")
                        .with("q", "a&b=c+d %")
                        .with("nothing", null)
                        .with("n", 2)
                        .at(URI.create("https://service:8443/base/")))
                .hasToString(
                        "https://service:8443/base/v1/topics/..%2Fa%2Fb%3Fx%3D1/groups/%7By%7D%23?q=a%26b%3Dc%2Bd%20%25&n=2");
    }
}
