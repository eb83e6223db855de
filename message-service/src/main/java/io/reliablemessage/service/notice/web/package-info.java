/** The calls with which applications ask for notices, take and acknowledge them. */
@NullMarked
package io.reliablemessage.service.notice.web;

import org.jspecify.annotations.NullMarked;
