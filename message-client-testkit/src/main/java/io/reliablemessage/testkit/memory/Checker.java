package io.reliablemessage.testkit.memory;

import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Verdict;

/** Answers check-backs in the producer's place. */
@FunctionalInterface
public interface Checker {
    Verdict check(NewMessage message);
}
