/** Finds what two books may say differently: digests of slices, of cells, and entries where they differ. */
@NullMarked
package io.reliablemessage.service.reconciliation.compare;

import org.jspecify.annotations.NullMarked;
