package io.reliablemessage.client.internal.consume;

import io.reliablemessage.protocol.Receipt;
import org.jspecify.annotations.Nullable;

/**
 * What one delivery came to.
 *
 * @param receipt what to tell the service; {@code null} for nothing
 */
record Answer(Outcome outcome, @Nullable Receipt receipt) {}
