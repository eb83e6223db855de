/** The HTTP API of reconciliation. */
@NullMarked
package io.reliablemessage.service.reconciliation.web;

import org.jspecify.annotations.NullMarked;
