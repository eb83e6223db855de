package io.reliablemessage.client.internal.consume;

/** The process "dies" here: what is not committed is rolled back, and nothing is reported to anybody. */
public final class SimulatedCrash extends Error {
    public SimulatedCrash(Failpoint point) {
        super("The process dies at " + point, null, false, false);
    }
}
