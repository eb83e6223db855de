/** Books beside each other: what each run found, what became of it, and by which rules runs begin. */
@NullMarked
package io.reliablemessage.console.reconciliation;

import org.jspecify.annotations.NullMarked;
