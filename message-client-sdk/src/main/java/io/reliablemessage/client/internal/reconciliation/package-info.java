/** The application's part in the comparison of books: its books, the service's questions, repairs; internal, may change in any release. */
@NullMarked
package io.reliablemessage.client.internal.reconciliation;

import org.jspecify.annotations.NullMarked;
