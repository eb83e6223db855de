/** Puts the SDK together without Spring Boot; not for applications. */
@NullMarked
package io.reliablemessage.client.internal.plain;

import org.jspecify.annotations.NullMarked;
