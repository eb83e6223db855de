/** Repairs what the books say differently, as the topics' rules and people say. */
@NullMarked
package io.reliablemessage.service.reconciliation.repair;

import org.jspecify.annotations.NullMarked;
