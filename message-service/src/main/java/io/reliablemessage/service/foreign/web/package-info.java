/** Imports over HTTP. */
@NullMarked
package io.reliablemessage.service.foreign.web;

import org.jspecify.annotations.NullMarked;
