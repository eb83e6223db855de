/** One listener per strategy, which docs/consuming.md shows. */
@NullMarked
package io.reliablemessage.quickstart.example.consuming;

import org.jspecify.annotations.NullMarked;
