/** The operator's word on undecided messages over HTTP. */
@NullMarked
package io.reliablemessage.service.checkback.web;

import org.jspecify.annotations.NullMarked;
