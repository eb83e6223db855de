/** Counts over time over HTTP. */
@NullMarked
package io.reliablemessage.service.statistics.web;

import org.jspecify.annotations.NullMarked;
