package io.reliablemessage.service.statistics;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.stereotype.Component;

/** Counts on this node since it started. Costs next to nothing; to be told after the commit, or what is rolled back is counted too. */
@Component
public final class Counts {
    private final Map<Integer, LongAdder[]> byTopic = new ConcurrentHashMap<>();

    public void add(int topicId, Counted what, int howMany) {
        byTopic.computeIfAbsent(topicId, id -> adders())[what.ordinal()].add(howMany);
    }

    private static LongAdder[] adders() {
        LongAdder[] adders = new LongAdder[Counted.values().length];
        for (int i = 0; i < adders.length; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }

    /** By topic, in the order of {@link Counted}; they only grow. */
    Map<Integer, long[]> sums() {
        Map<Integer, long[]> sums = new HashMap<>();
        byTopic.forEach((topic, adders) -> {
            long[] ofTopic = new long[adders.length];
            for (int i = 0; i < adders.length; i++) {
                ofTopic[i] = adders[i].sum();
            }
            sums.put(topic, ofTopic);
        });
        return sums;
    }
}
