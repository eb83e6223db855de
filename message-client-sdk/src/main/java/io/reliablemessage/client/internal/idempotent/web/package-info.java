/** What idempotent calls have to do with HTTP: keys in headers, {@code ResponseEntity}, problem details; internal, may change in any release. */
@NullMarked
package io.reliablemessage.client.internal.idempotent.web;

import org.jspecify.annotations.NullMarked;
