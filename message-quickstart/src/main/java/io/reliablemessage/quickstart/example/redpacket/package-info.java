/** An example of idempotent methods and requests: red packets, from which everybody draws a random amount once. */
@NullMarked
package io.reliablemessage.quickstart.example.redpacket;

import org.jspecify.annotations.NullMarked;
