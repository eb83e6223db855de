/** Replays and discards of many cases, as tracked jobs: each case gets exactly one result. */
@NullMarked
package io.reliablemessage.service.deadletter.job;

import org.jspecify.annotations.NullMarked;
