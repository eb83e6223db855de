/** An application that lets its books be compared with the messages, which docs/reconciling.md shows. */
@NullMarked
package io.reliablemessage.quickstart.example.reconciling;

import org.jspecify.annotations.NullMarked;
