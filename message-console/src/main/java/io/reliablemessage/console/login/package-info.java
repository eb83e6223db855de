/** Who works with the console: logging in and out at the service, one's password, and what the browser may do. */
@NullMarked
package io.reliablemessage.console.login;

import org.jspecify.annotations.NullMarked;
