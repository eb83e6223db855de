package io.reliablemessage.client.internal.notice;

import io.reliablemessage.client.ServiceRefusedException;
import io.reliablemessage.client.ServiceUnavailableException;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.protocol.Notice;
import io.reliablemessage.protocol.NoticeBatch;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** As much of the service as hands out notices; it gives what is not acknowledged to whoever asks, again and again. */
final class NoticeDesk {
    final List<Notice> waiting = new ArrayList<>();
    final Set<String> wanted = new TreeSet<>();
    final Set<String> unknownTopics = new TreeSet<>();
    final List<Long> acknowledged = new ArrayList<>();
    boolean acknowledgementsAreLost;
    boolean away;
    long leaseMillis = 30_000;

    MessageService service() {
        return (MessageService) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {MessageService.class}, (proxy, method, arguments) -> {
                    synchronized (this) {
                        return switch (method.getName()) {
                            case "wantNotices" -> want((String) arguments[0]);
                            case "claimNotices" -> claim((List<?>) arguments[0], (int) arguments[1]);
                            case "acknowledgeNotices" -> acknowledge((List<?>) arguments[0]);
                            default -> throw new UnsupportedOperationException(method.getName());
                        };
                    }
                });
    }

    private @Nullable Object want(String topic) {
        requirePresence();
        if (unknownTopics.contains(topic)) {
            throw new ServiceRefusedException(404, null, "There is no topic " + topic);
        }
        wanted.add(topic);
        return null;
    }

    private NoticeBatch claim(List<?> topics, int max) {
        requirePresence();
        return new NoticeBatch(
                waiting.stream()
                        .filter(each -> topics.contains(each.topic()))
                        .limit(max)
                        .toList(),
                leaseMillis);
    }

    private @Nullable Object acknowledge(List<?> numbers) {
        if (acknowledgementsAreLost) {
            throw new ServiceUnavailableException("The answer was lost", null);
        }
        numbers.forEach(number -> acknowledged.add((Long) number));
        waiting.removeIf(each -> numbers.contains(each.number()));
        return null;
    }

    private void requirePresence() {
        if (away) {
            throw new ServiceUnavailableException("The service is away", null);
        }
    }
}
