/** Database, broker and Redis as containers, ready when started. */
@NullMarked
package io.reliablemessage.containers;

import org.jspecify.annotations.NullMarked;
