package io.reliablemessage.quickstart.smoke;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** What the producers answered, by order number. */
final class Tally {

    private final Set<String> committed = ConcurrentHashMap.newKeySet();
    private final Set<String> rolledBack = ConcurrentHashMap.newKeySet();
    private final Set<String> unanswered = ConcurrentHashMap.newKeySet();
    private final Set<String> differing = ConcurrentHashMap.newKeySet();

    void committed(String orderNo) {
        committed.add(orderNo);
    }

    void rolledBack(String orderNo) {
        rolledBack.add(orderNo);
    }

    /** The answer was lost or is no clear one: the order may be there or not. */
    void unanswered(String orderNo) {
        unanswered.add(orderNo);
    }

    Set<String> committed() {
        return new TreeSet<>(committed);
    }

    Set<String> rolledBack() {
        return new TreeSet<>(rolledBack);
    }

    Set<String> unanswered() {
        return new TreeSet<>(unanswered);
    }

    /** A red packet was opened twice at the same time, and the answers were not the same. */
    void redPacketDiffered(String orderNo) {
        differing.add(orderNo);
    }

    int redPacketsThatDiffered() {
        return differing.size();
    }

    int placed() {
        return committed.size() + rolledBack.size() + unanswered.size();
    }
}
