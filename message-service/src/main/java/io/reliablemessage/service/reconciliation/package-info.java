/** Compares the books of applications with the service's own: rules, runs, discrepancies and what became of them. */
@NullMarked
package io.reliablemessage.service.reconciliation;

import org.jspecify.annotations.NullMarked;
