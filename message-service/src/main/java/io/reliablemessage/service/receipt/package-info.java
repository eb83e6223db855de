/** Receipts of consumer groups, and what failures and missing receipts lead to: the next attempt, or a dead-letter case. */
@NullMarked
package io.reliablemessage.service.receipt;

import org.jspecify.annotations.NullMarked;
