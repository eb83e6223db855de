/** Decides by fresh look-ups in both books what is wrong with one key, message or effect, if anything. */
@NullMarked
package io.reliablemessage.service.reconciliation.judge;

import org.jspecify.annotations.NullMarked;
