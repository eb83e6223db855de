/** A listener that is not idempotent, to show how its test says so. */
@NullMarked
package io.reliablemessage.quickstart.example.testing;

import org.jspecify.annotations.NullMarked;
