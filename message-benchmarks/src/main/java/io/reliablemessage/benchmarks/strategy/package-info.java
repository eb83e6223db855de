/** The SDK's consuming side without broker and service: deliveries go straight to its inbox, for each strategy of idempotency. */
@NullMarked
package io.reliablemessage.benchmarks.strategy;

import org.jspecify.annotations.NullMarked;
