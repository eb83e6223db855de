/** Puts the SDK together inside a Spring Boot application; not for applications. */
@NullMarked
package io.reliablemessage.client.internal.autoconfigure;

import org.jspecify.annotations.NullMarked;
