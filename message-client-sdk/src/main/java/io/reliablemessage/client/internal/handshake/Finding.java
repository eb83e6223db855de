package io.reliablemessage.client.internal.handshake;

/**
 * Something that has to be put right.
 *
 * @param problem what is wrong, as a sentence
 * @param action what to change, as a sentence
 */
public record Finding(String problem, String action) {}
