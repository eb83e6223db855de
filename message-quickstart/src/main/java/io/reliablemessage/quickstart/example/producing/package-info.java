/** Each way to send, which docs/producing.md shows. */
@NullMarked
package io.reliablemessage.quickstart.example.producing;

import org.jspecify.annotations.NullMarked;
