/** The SDK without Spring Boot, which docs/producing.md shows. */
@NullMarked
package io.reliablemessage.quickstart.example.plain;

import org.jspecify.annotations.NullMarked;
