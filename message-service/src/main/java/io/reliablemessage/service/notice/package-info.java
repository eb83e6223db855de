/** Tells producers that their messages became undeliverable: written with the transition, claimed and acknowledged by their instances. */
@NullMarked
package io.reliablemessage.service.notice;

import org.jspecify.annotations.NullMarked;
