/** Republications over HTTP. */
@NullMarked
package io.reliablemessage.service.republication.web;

import org.jspecify.annotations.NullMarked;
