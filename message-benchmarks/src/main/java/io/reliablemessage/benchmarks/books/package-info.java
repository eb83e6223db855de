/** An application whose book of facts is compared with the messages, and the plain way to compare the two. */
@NullMarked
package io.reliablemessage.benchmarks.books;

import org.jspecify.annotations.NullMarked;
