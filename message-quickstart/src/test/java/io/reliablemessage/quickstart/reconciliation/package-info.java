/** The shop's books, damaged and compared while orders flow and processes die. */
@NullMarked
package io.reliablemessage.quickstart.reconciliation;

import org.jspecify.annotations.NullMarked;
