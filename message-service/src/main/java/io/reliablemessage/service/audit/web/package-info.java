/** The HTTP API of the audit trail. */
@NullMarked
package io.reliablemessage.service.audit.web;

import org.jspecify.annotations.NullMarked;
