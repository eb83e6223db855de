/** The audit trail: who did what, when and why. */
@NullMarked
package io.reliablemessage.console.audit;

import org.jspecify.annotations.NullMarked;
