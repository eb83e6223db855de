/** The shortest producer and consumer, which README.md shows. */
@NullMarked
package io.reliablemessage.quickstart.example;

import org.jspecify.annotations.NullMarked;
