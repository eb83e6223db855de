/** What every implementation of the service's interface keeps to; for the SDK's own builds. */
@NullMarked
package io.reliablemessage.testkit.contract;

import org.jspecify.annotations.NullMarked;
