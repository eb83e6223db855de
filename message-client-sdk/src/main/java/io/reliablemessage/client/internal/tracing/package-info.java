/** Observations with Micrometer, and with whatever tracer the application has; internal, may change in any release. */
@NullMarked
package io.reliablemessage.client.internal.tracing;

import org.jspecify.annotations.NullMarked;
