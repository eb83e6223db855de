package io.reliablemessage.service.receipt;

/**
 * What became of an attempt to mend how a message stands with its groups.
 *
 * @param words for a person
 */
public record Mended(Outcome outcome, String words) {

    /** Whether something changed. */
    public enum Outcome {
        /** It was mended now. */
        DONE,
        /** It stands as it should already: somebody else has mended it, or it has moved on. */
        NOTHING_TO_DO,
        /** It cannot be mended now; later it may. */
        NOT_NOW,
        /** It cannot be mended so. */
        IMPOSSIBLE
    }

    static Mended done(String words) {
        return new Mended(Outcome.DONE, words);
    }

    static Mended nothingToDo(String words) {
        return new Mended(Outcome.NOTHING_TO_DO, words);
    }

    static Mended notNow(String words) {
        return new Mended(Outcome.NOT_NOW, words);
    }

    static Mended impossible(String words) {
        return new Mended(Outcome.IMPOSSIBLE, words);
    }
}
