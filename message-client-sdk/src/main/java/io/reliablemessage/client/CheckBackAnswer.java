package io.reliablemessage.client;

import java.util.Map;

/**
 * What the application's HTTP server is to answer a check-back with.
 *
 * @param status the HTTP status
 * @param headers to be set on the answer
 * @param body the answer's body; empty unless the status is 200
 */
public record CheckBackAnswer(int status, Map<String, String> headers, byte[] body) {}
