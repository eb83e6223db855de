/** What somebody should be told of, and the ways to tell them. */
@NullMarked
package io.reliablemessage.service.alert;

import org.jspecify.annotations.NullMarked;
