package dev.millrace.policy;

import dev.millrace.schemas.FinishReason;
import org.jspecify.annotations.Nullable;

/**
 * One more token of a sequence.
 *
 * @param sequence which sequence, as {@link ContinuousBatch#join} numbered it
 * @param token in the vocabulary
 * @param logProb under the distribution that it was drawn from; 0 where sampling was greedy
 * @param modelLogProb under the policy itself: temperature 1, no filters
 * @param topTokens [K] the most likely tokens of the policy, most likely first
 * @param topLogProbs [K] their log-probs under the policy
 * @param finishReason why the sequence has ended with this token; null while it goes on
 */
public record SequenceToken(
    long sequence,
    int token,
    float logProb,
    float modelLogProb,
    int[] topTokens,
    float[] topLogProbs,
    @Nullable FinishReason finishReason) {}
