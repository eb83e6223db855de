/** Tells people of alerts where they talk with each other: DingTalk, Feishu, WeCom, Slack, or a program of their own. */
@NullMarked
package io.reliablemessage.service.webhook;

import org.jspecify.annotations.NullMarked;
