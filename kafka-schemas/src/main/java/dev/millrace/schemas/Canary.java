package dev.millrace.schemas;

/**
 * A short text and its log-probs under one weight version, recomputed by whoever installs the
 * version.
 *
 * @param tokens [T] token ids
 * @param logProbs [T-1] log-prob of each token after the first, at temperature 1
 */
public record Canary(int[] tokens, float[] logProbs) {}
