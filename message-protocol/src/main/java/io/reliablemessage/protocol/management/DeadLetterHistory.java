package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/**
 * A case with what led to it.
 *
 * @param attemptLog every delivery that failed, all rounds, oldest first; at most the last 1,000
 */
public record DeadLetterHistory(@JsonUnwrapped DeadLetterDetails deadLetter, List<Attempt> attemptLog) {}
