/** The people who work with the service: their names, roles and passwords, and how they log in. */
@NullMarked
package io.reliablemessage.service.operator;

import org.jspecify.annotations.NullMarked;
