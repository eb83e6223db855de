package io.reliablemessage.client.internal.reconciliation;

import io.reliablemessage.protocol.reconciliation.FindAnswer.Found;
import io.reliablemessage.protocol.reconciliation.SourcesAnswer.Source;
import io.reliablemessage.protocol.reconciliation.Wanted;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** A book as the service asks about it. */
interface Book {

    /** @param produces whether its missing messages can be produced again */
    Source describe(boolean produces);

    /**
     * The lines of a slice, in order of their slices' time; to be closed.
     *
     * @param limit the most that are read
     * @param whole whether more is wanted than identity, content and amount
     */
    Stream<Line> lines(Instant from, Instant to, int limit, boolean whole);

    /**
     * One answer per wanted, in their order.
     *
     * @throws io.reliablemessage.client.internal.signed.UnreadableQuestionException if one lacks what the book is identified by
     */
    List<Found> find(List<Wanted> wanted);
}
