/** How everything stands, over HTTP. */
@NullMarked
package io.reliablemessage.service.health.web;

import org.jspecify.annotations.NullMarked;
