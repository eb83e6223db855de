/** Places orders with all kinds of trouble mixed in, and checks from the databases that each took effect exactly once. */
@NullMarked
package io.reliablemessage.quickstart.smoke;

import org.jspecify.annotations.NullMarked;
