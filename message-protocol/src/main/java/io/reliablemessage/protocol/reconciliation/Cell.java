package io.reliablemessage.protocol.reconciliation;

/**
 * The entries whose identities begin with the same bits.
 *
 * @param prefix those bits as a number
 * @param entries how many there are, each one counted as often as it is there
 * @param sum 32 hexadecimal digits: the sum of the entries' marks modulo 2<sup>128</sup>; see {@link Digest}
 */
public record Cell(int prefix, long entries, String sum) {}
