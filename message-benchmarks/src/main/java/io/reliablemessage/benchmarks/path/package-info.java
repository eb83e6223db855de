/** The database path of message-service alone: a node whose broker takes everything at once, called from inside. */
@NullMarked
package io.reliablemessage.benchmarks.path;

import org.jspecify.annotations.NullMarked;
