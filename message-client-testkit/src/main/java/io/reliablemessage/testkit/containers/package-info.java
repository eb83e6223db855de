/** Real servers in containers for a test, wired to the application; they need message-test-containers and spring-boot-testcontainers. */
@NullMarked
package io.reliablemessage.testkit.containers;

import org.jspecify.annotations.NullMarked;
