package io.reliablemessage.client.internal.idempotency;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The states of an entity, from the first to the last; states of one rank exclude each other. */
public final class StateOrder {
    /** In UTF-16 characters, as the values of a business key. */
    private static final int MAX_STATE_LENGTH = 200;

    private final List<List<String>> ranks;
    private final Map<String, Integer> rankOf = new HashMap<>();

    private StateOrder(List<List<String>> ranks) {
        this.ranks = ranks;
        for (int rank = 0; rank < ranks.size(); rank++) {
            for (String state : ranks.get(rank)) {
                rankOf.put(state, rank);
            }
        }
    }

    /**
     * @param declared one entry per rank; alternatives joined by {@code |}
     * @throws IllegalArgumentException if there are fewer than two ranks, a state is empty, too long, or given twice; the message says which
     */
    public static StateOrder of(List<String> declared) {
        if (declared.size() < 2) {
            throw new IllegalArgumentException("an order has two states or more");
        }
        List<List<String>> ranks = new ArrayList<>();
        List<String> known = new ArrayList<>();
        for (String rank : declared) {
            List<String> alternatives = new ArrayList<>();
            for (String state : rank.split("\\|", -1)) {
                alternatives.add(checked(state.strip(), known));
            }
            ranks.add(List.copyOf(alternatives));
        }
        return new StateOrder(List.copyOf(ranks));
    }

    private static String checked(String state, List<String> known) {
        if (state.isEmpty() || state.length() > MAX_STATE_LENGTH) {
            throw new IllegalArgumentException(
                    "a state has 1 to " + MAX_STATE_LENGTH + " characters; '" + state + "' has " + state.length());
        }
        if (known.contains(state)) {
            throw new IllegalArgumentException("'" + state + "' is given twice");
        }
        known.add(state);
        return state;
    }

    /** 0 for the first; empty for a state that was not declared. */
    OptionalInt rank(String state) {
        Integer rank = rankOf.get(state);
        return rank == null ? OptionalInt.empty() : OptionalInt.of(rank);
    }

    /** One of the states of the rank. */
    String oneAt(int rank) {
        return ranks.get(rank).get(0);
    }

    String at(int rank) {
        return String.join("|", ranks.get(rank));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StateOrder order && ranks.equals(order.ranks);
    }

    @Override
    public int hashCode() {
        return ranks.hashCode();
    }

    @Override
    public String toString() {
        return ranks.toString();
    }
}
