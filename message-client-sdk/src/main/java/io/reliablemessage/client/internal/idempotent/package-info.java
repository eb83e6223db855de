/** Lets calls of {@code @Idempotent} methods take effect once and repeats their results; internal, may change in any release. */
@NullMarked
package io.reliablemessage.client.internal.idempotent;

import org.jspecify.annotations.NullMarked;
