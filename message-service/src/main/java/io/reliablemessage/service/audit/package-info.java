/** The audit trail: who did what to which messages, when and why. It is written, read, and never changed. */
@NullMarked
package io.reliablemessage.service.audit;

import org.jspecify.annotations.NullMarked;
