/** The SDK's tables in the business database: created if wished, and checked at the start; not for applications. */
@NullMarked
package io.reliablemessage.client.internal.schema;

import org.jspecify.annotations.NullMarked;
