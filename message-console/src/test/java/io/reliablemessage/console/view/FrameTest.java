package io.reliablemessage.console.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

class FrameTest {
    private final Frame frame = new Frame();

    @AfterEach
    void noRequest() {
        RequestContextHolder.resetRequestAttributes();
    }

    @Test
    void changesOneParameterAndStartsAnew() {
        at("/messages", "topic=a%26b&cursor=c&state=DEAD");

        assertThat(frame.with("state", "OPEN&=")).isEqualTo("/messages?topic=a%26b&state=OPEN%26%3D");
        assertThat(frame.with("topic", null)).isEqualTo("/messages?state=DEAD");
        assertThat(frame.with("cursor", "d+")).isEqualTo("/messages?topic=a%26b&state=DEAD&cursor=d%2B");
        assertThat(frame.query()).isEqualTo("?topic=a%26b&state=DEAD");
    }

    @Test
    void takesWhatSomebodyTyped() {
        at("/messages", "%zz&&=&{x}&topic");

        assertThat(frame.with("topic", "orders")).isEqualTo("/messages?%zz&=&{x}&topic=orders");
        at("/messages", null);
        assertThat(frame.query()).isEmpty();
        assertThat(frame.with("topic", "")).isEqualTo("/messages");
    }

    @Test
    void entryIsLitByThePagesBelowIt() {
        at("/dead-letters/1", null);

        assertThat(frame.menu().stream().filter(frame::in))
                .singleElement()
                .extracting(Frame.Entry::name)
                .isEqualTo("dead-letters");
    }

    private static void at(String path, String query) {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
        request.setQueryString(query);
        RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
    }
}
