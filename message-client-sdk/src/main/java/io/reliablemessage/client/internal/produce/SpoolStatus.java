package io.reliablemessage.client.internal.produce;

/**
 * How the way to the service is, as of a moment ago.
 *
 * @param serviceAnswers whether the last call got an answer
 * @param waiting how many messages wait in the outbox; counted up to one more than the limit of the spool
 * @param oldestSeconds the age of the oldest of them; 0 if none waits
 * @param failed how many messages the service has refused for good; counted up to 10,000
 * @param full whether {@code send} refuses messages because of what waits
 */
public record SpoolStatus(boolean serviceAnswers, long waiting, long oldestSeconds, long failed, boolean full) {}
