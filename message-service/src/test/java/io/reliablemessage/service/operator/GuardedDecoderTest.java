package io.reliablemessage.service.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

@Timeout(30)
class GuardedDecoderTest {
    private final Jwt good = Jwt.withTokenValue("good")
            .header("alg", "RS256")
            .claim("sub", "ann")
            .build();
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final CountDownLatch answer = new CountDownLatch(1);
    private final AtomicLong nanoTime = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void stop() {
        answer.countDown();
        callers.shutdownNow();
    }

    @Test
    void oneAsksAProviderThatHangsAndTheOthersAreRefusedAtOnce() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        JwtDecoder decoder = decoder(() -> {
            hangs.countDown();
            await(answer);
            return token -> good;
        });
        Future<Jwt> first = callers.submit(() -> decoder.decode("a token"));
        await(hangs);
        assertThatThrownBy(() -> decoder.decode("a token")).isInstanceOf(GuardedDecoder.NotAskedException.class);
        answer.countDown();
        assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(good);
        assertThat(decoder.decode("a token")).isEqualTo(good);
        assertThat(asked).hasValue(1);
    }

    @Test
    void afterNoAnswerNobodyAsksForAWhile() {
        JwtDecoder decoder = decoder(() -> {
            throw new IllegalArgumentException("connection refused");
        });
        assertThatThrownBy(() -> decoder.decode("a token"))
                .isInstanceOf(JwtException.class)
                .isNotInstanceOf(GuardedDecoder.NotAskedException.class);
        nanoTime.addAndGet(GuardedDecoder.REST.toNanos() - 1);
        assertThatThrownBy(() -> decoder.decode("a token")).isInstanceOf(GuardedDecoder.NotAskedException.class);
        assertThat(asked).hasValue(1);
        nanoTime.incrementAndGet();
        assertThatThrownBy(() -> decoder.decode("a token")).isNotInstanceOf(GuardedDecoder.NotAskedException.class);
        assertThat(asked).hasValue(2);
    }

    @Test
    void onlyAFewWaitForTheKeys() throws Exception {
        CountDownLatch waiting = new CountDownLatch(GuardedDecoder.MOST_AT_ONCE);
        JwtDecoder decoder = decoder(() -> token -> {
            if (token.equals("slow")) {
                waiting.countDown();
                await(answer);
            }
            return good;
        });
        decoder.decode("quick");
        List<Future<Jwt>> slow = new ArrayList<>();
        for (int i = 0; i < GuardedDecoder.MOST_AT_ONCE; i++) {
            slow.add(callers.submit(() -> decoder.decode("slow")));
        }
        await(waiting);
        assertThatThrownBy(() -> decoder.decode("quick")).isInstanceOf(GuardedDecoder.NotAskedException.class);
        answer.countDown();
        for (Future<Jwt> each : slow) {
            assertThat(each.get(20, TimeUnit.SECONDS)).isEqualTo(good);
        }
        assertThat(decoder.decode("quick")).isEqualTo(good);
    }

    @Test
    void badTokenIsNoSilence() {
        JwtDecoder decoder = decoder(() -> token -> {
            if (token.equals("bad")) {
                throw new BadJwtException("expired");
            }
            return good;
        });
        assertThatThrownBy(() -> decoder.decode("bad")).isInstanceOf(BadJwtException.class);
        assertThat(decoder.decode("a token")).isEqualTo(good);
    }

    private JwtDecoder decoder(Supplier<JwtDecoder> provider) {
        return new GuardedDecoder(
                () -> {
                    asked.incrementAndGet();
                    return provider.get();
                },
                nanoTime::get);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
