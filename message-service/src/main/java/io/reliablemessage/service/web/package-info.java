/** What every HTTP call shares: problems, size limits, pages, the OpenAPI document. */
@NullMarked
package io.reliablemessage.service.web;

import org.jspecify.annotations.NullMarked;
