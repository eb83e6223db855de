/** The HTTP API of sessions and operators. */
@NullMarked
package io.reliablemessage.service.operator.web;

import org.jspecify.annotations.NullMarked;
