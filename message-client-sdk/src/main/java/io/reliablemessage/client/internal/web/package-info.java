/** What callers of an application over HTTP learn when a call of theirs failed; internal, may change in any release. */
@NullMarked
package io.reliablemessage.client.internal.web;

import org.jspecify.annotations.NullMarked;
