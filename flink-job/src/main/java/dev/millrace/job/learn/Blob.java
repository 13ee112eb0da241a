package dev.millrace.job.learn;

/**
 * A learner as it was after a step: two immutable files named by their content.
 *
 * @param step the step that made it
 * @param weights file of the weights
 * @param weightsSha256 digest of that file, lower-case hex
 * @param optimizer file of the moments
 * @param optimizerSha256 digest of that file, lower-case hex
 */
public record Blob(
    long step, String weights, String weightsSha256, String optimizer, String optimizerSha256) {}
