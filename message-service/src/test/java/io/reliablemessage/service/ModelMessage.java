package io.reliablemessage.service;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.protocol.ReceiptKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a message is allowed to become, written a second time in plain words and without a database. Groups are positions 0 to
 * {@code groups - 1}; everything that has a due time is taken to be due whenever something is claimed.
 */
final class ModelMessage {
    private final long everybody;
    private final int maxAttempts;

    @Nullable
    MessageState state;

    long owing;
    long retrying;
    long dead;
    long discarded;
    int attempts;
    boolean expired;
    final Map<Integer, Own> own = new TreeMap<>();
    final Map<Integer, Case> cases = new TreeMap<>();
    private final Set<String> failures = new HashSet<>();

    ModelMessage(int groups, int maxAttempts) {
        this.everybody = (1L << groups) - 1;
        this.maxAttempts = maxAttempts;
    }

    long all() {
        return confirmed() ? everybody : 0;
    }

    private boolean confirmed() {
        return state != null
                && state != MessageState.PREPARED
                && state != MessageState.UNDECIDED
                && state != MessageState.CANCELLED;
    }

    Outcome prepare() {
        if (state == null) {
            state = MessageState.PREPARED;
            return Outcome.APPLIED;
        }
        return Outcome.UNCHANGED;
    }

    Outcome submit() {
        if (state == null) {
            state = MessageState.PREPARED;
        }
        return decide(true, true, true);
    }

    /** A word for or against, by one who may decide PREPARED, UNDECIDED or both. */
    Outcome decide(boolean commit, boolean onPrepared, boolean onUndecided) {
        if (state == null) {
            return Outcome.NOT_FOUND;
        }
        if (state == MessageState.PREPARED || state == MessageState.UNDECIDED) {
            if (state == MessageState.PREPARED ? !onPrepared : !onUndecided) {
                return Outcome.CONFLICT;
            }
            state = commit ? MessageState.CONFIRMED : MessageState.CANCELLED;
            if (commit) {
                owing = everybody;
                attempts = expired ? 0 : 1;
            }
            return Outcome.APPLIED;
        }
        return commit == confirmed() ? Outcome.UNCHANGED : Outcome.CONFLICT;
    }

    void leaveUndecided() {
        if (state == MessageState.PREPARED) {
            state = MessageState.UNDECIDED;
        }
    }

    Outcome receipt(ReceiptKind kind, int position, int attempt) {
        if (state == null) {
            return Outcome.NOT_FOUND;
        }
        if (!confirmed()) {
            return Outcome.CONFLICT;
        }
        boolean applied = switch (kind) {
            case CONSUMED -> consumed(position);
            case FAILED -> failed(position, attempt);
            case REJECTED -> rejected(position, attempt);
            case IN_PROGRESS -> inProgress(position, attempt);
        };
        return applied ? Outcome.APPLIED : Outcome.UNCHANGED;
    }

    private boolean consumed(int position) {
        long bit = 1L << position;
        if (((owing | retrying | dead) & bit) == 0) {
            return false;
        }
        owing &= ~bit;
        retrying &= ~bit;
        dead &= ~bit;
        Case known = cases.get(position);
        if (known != null && !known.state.equals("DISCARDED")) {
            known.state = "RESOLVED";
        }
        follow();
        return true;
    }

    private boolean failed(int position, int attempt) {
        int latest = latestAttempt(position);
        if (attempt > latest || !failures.add(failure(position, attempt)) || attempt < latest) {
            return false;
        }
        if (attempt >= maxAttempts) {
            bury(position);
        } else {
            separate(position, attempt);
        }
        return true;
    }

    private boolean rejected(int position, int attempt) {
        int latest = latestAttempt(position);
        boolean ofEarlierRound = own.containsKey(position) && own.get(position).round > 0 && attempt != latest;
        if (latest < 0 || ofEarlierRound) {
            return false;
        }
        failures.add(failure(position, attempt));
        bury(position);
        return true;
    }

    private boolean inProgress(int position, int attempt) {
        if (attempt != latestAttempt(position) || failures.contains(failure(position, attempt))) {
            return false;
        }
        separate(position, attempt);
        return true;
    }

    /** Negative if the group is not being tried. */
    int latestAttempt(int position) {
        long bit = 1L << position;
        if (state != MessageState.CONFIRMED || ((owing | retrying) & bit) == 0) {
            return -1;
        }
        return (retrying & bit) != 0 ? own.get(position).attempts : attempts;
    }

    private String failure(int position, int attempt) {
        return position + ":" + (own.containsKey(position) ? own.get(position).round : 0) + ":" + attempt;
    }

    private void separate(int position, int attempt) {
        long bit = 1L << position;
        owing &= ~bit;
        retrying |= bit;
        Own schedule = own.computeIfAbsent(position, at -> new Own(0, expired));
        schedule.attempts = attempt;
    }

    private void bury(int position) {
        long bit = 1L << position;
        owing &= ~bit;
        retrying &= ~bit;
        dead |= bit;
        Case known = cases.computeIfAbsent(position, at -> new Case());
        if (known.state.equals("REPLAYING")) {
            known.state = "OPEN";
        }
        follow();
    }

    /**
     * Everything that is due is claimed.
     *
     * @return the attempts made, by position; -1 for the message's own schedule
     */
    Map<Integer, Integer> claim() {
        Map<Integer, Integer> made = new HashMap<>();
        Set<Integer> due = positions(retrying);
        if (state == MessageState.CONFIRMED && owing != 0) {
            if (expired) {
                expire();
            } else if (attempts >= maxAttempts) {
                positions(owing).forEach(this::bury);
            } else {
                made.put(-1, ++attempts);
            }
        }
        boolean endsNow = false;
        for (int position : due) {
            if (state == MessageState.CONFIRMED && own.get(position).expired) {
                endsNow = true;
            } else if (state == MessageState.CONFIRMED && own.get(position).attempts >= maxAttempts) {
                bury(position);
            }
        }
        if (endsNow) {
            expire();
        }
        for (int position : due) {
            if (state == MessageState.CONFIRMED && (retrying & 1L << position) != 0) {
                made.put(position, ++own.get(position).attempts);
            }
        }
        return made;
    }

    /** The broker could not be reached for attempts that were claimed. */
    void giveBack(Map<Integer, Integer> made) {
        made.forEach((position, attempt) -> {
            if (state != MessageState.CONFIRMED) {
                return;
            }
            if (position < 0) {
                attempts -= owing != 0 && attempts == attempt ? 1 : 0;
            } else if ((retrying & 1L << position) != 0 && own.get(position).attempts == attempt) {
                own.get(position).attempts--;
            }
        });
    }

    void letExpire() {
        expired = state != null;
        own.values().forEach(each -> each.expired = true);
    }

    /** Ends the message if something of it is due and has expired. */
    void expireDue() {
        boolean due = owing != 0 && expired;
        for (int position : positions(retrying)) {
            due |= own.get(position).expired;
        }
        if (state == MessageState.CONFIRMED && due) {
            expire();
        }
    }

    private void expire() {
        state = MessageState.EXPIRED;
        for (int position : positions(retrying)) {
            Case known = cases.get(position);
            if (known != null && known.state.equals("REPLAYING")) {
                known.state = "OPEN";
                retrying &= ~(1L << position);
                dead |= 1L << position;
            }
        }
    }

    boolean replay(int position) {
        Case known = cases.get(position);
        boolean revivable = state == MessageState.DEAD || state == MessageState.CONFIRMED;
        if (known == null || !known.state.equals("OPEN") || !revivable) {
            return false;
        }
        known.state = "REPLAYING";
        known.rounds++;
        dead &= ~(1L << position);
        retrying |= 1L << position;
        own.put(position, new Own(known.rounds, false));
        state = MessageState.CONFIRMED;
        return true;
    }

    boolean discard(int position) {
        Case known = cases.get(position);
        if (known == null || !known.state.equals("OPEN")) {
            return false;
        }
        known.state = "DISCARDED";
        dead &= ~(1L << position);
        discarded |= 1L << position;
        follow();
        return true;
    }

    private void follow() {
        if (state != MessageState.CONFIRMED && state != MessageState.DEAD) {
            return;
        }
        if ((owing | retrying) != 0) {
            state = MessageState.CONFIRMED;
        } else if (dead != 0) {
            state = MessageState.DEAD;
        } else {
            state = discarded != 0 ? MessageState.DISCARDED : MessageState.CONSUMED;
        }
    }

    private static Set<Integer> positions(long bits) {
        Set<Integer> positions = new HashSet<>();
        for (long rest = bits; rest != 0; rest &= rest - 1) {
            positions.add(Long.numberOfTrailingZeros(rest));
        }
        return positions;
    }

    static final class Own {
        final int round;
        int attempts;
        boolean expired;

        Own(int round, boolean expired) {
            this.round = round;
            this.expired = expired;
        }
    }

    static final class Case {
        String state = "OPEN";
        int rounds;
    }
}
