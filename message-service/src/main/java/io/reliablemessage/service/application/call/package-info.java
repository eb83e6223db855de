/** Puts signed questions to applications, at permitted addresses only. */
@NullMarked
package io.reliablemessage.service.application.call;

import org.jspecify.annotations.NullMarked;
