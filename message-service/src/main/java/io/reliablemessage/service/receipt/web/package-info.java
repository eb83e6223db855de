/** The HTTP side of receipts. */
@NullMarked
package io.reliablemessage.service.receipt.web;

import org.jspecify.annotations.NullMarked;
