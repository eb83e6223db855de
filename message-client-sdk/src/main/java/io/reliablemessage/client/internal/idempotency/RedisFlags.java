package io.reliablemessage.client.internal.idempotency;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.DefaultRedisScript;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * Flags as Redis keys: {@code running <token>} with the lease, then {@code done <message id> <payload digest>} with the retention. Whoever
 * changes one compares it in the same script.
 */
public final class RedisFlags implements Flags {
    private static final String RUNNING = "running ";
    private static final String DONE = "done ";

    private static final RedisScript<Long> RENEW = script("""
            if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
            return 0
            """);

    /** A flag that is gone may be set again: its effect is there. One that another copy has is left alone. */
    private static final RedisScript<Long> FINISH = script("""
            local seen = redis.call('GET', KEYS[1])
            if seen and seen ~= ARGV[1] and seen ~= ARGV[2] then return 0 end
            redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
            return 1
            """);

    private static final RedisScript<Long> RELEASE = script("""
            if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
            return 0
            """);

    private final StringRedisTemplate redis;

    public RedisFlags(RedisConnectionFactory connections) {
        this.redis = new StringRedisTemplate(connections);
    }

    @Override
    public Sight begin(String flag, String token, Duration lease) {
        if (Boolean.TRUE.equals(redis.opsForValue().setIfAbsent(flag, RUNNING + token, lease))) {
            return new Sight.Mine();
        }
        String seen = redis.opsForValue().get(flag);
        // Gone between the two commands, it was another's a moment ago; the next delivery finds it free.
        return seen == null || !seen.startsWith(DONE) ? new Sight.Running(left(flag)) : done(seen);
    }

    private Duration left(String flag) {
        return Duration.ofMillis(Math.max(0, redis.getExpire(flag, TimeUnit.MILLISECONDS)));
    }

    private static Sight done(String seen) {
        String[] parts = seen.split(" ");
        return new Sight.Done(parts[1], parts[2]);
    }

    @Override
    public boolean renew(String flag, String token, Duration lease) {
        return answersOne(redis.execute(RENEW, List.of(flag), RUNNING + token, millis(lease)));
    }

    @Override
    public boolean done(String flag, String token, Sight.Done done, Duration retention) {
        String value = DONE + done.messageId() + " " + done.payloadHash();
        return answersOne(redis.execute(FINISH, List.of(flag), RUNNING + token, value, millis(retention)));
    }

    @Override
    public void release(String flag, String token) {
        redis.execute(RELEASE, List.of(flag), RUNNING + token);
    }

    private static boolean answersOne(@Nullable Long answer) {
        return answer != null && answer == 1;
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }

    private static RedisScript<Long> script(String text) {
        return new DefaultRedisScript<>(text, Long.class);
    }
}
