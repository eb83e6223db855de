/** A producer that undoes its part when a message becomes undeliverable, which docs/compensating.md shows. */
@NullMarked
package io.reliablemessage.quickstart.example.compensation;

import org.jspecify.annotations.NullMarked;
