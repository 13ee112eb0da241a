package dev.millrace.schemas;

import org.jspecify.annotations.Nullable;

/**
 * Room for what later methods need of a response. Every field is null unless a configured method
 * declares it.
 *
 * @param lossMask [T] 0 where a token is not trained; null when every token is
 * @param genPromptTokens the prompt that was sampled under, when it differs from the one trained on
 * @param prefixLength response tokens that were given and not sampled
 * @param parentResponseId the response that this one continues or refines
 * @param guidance hint, demonstration or draft that the response was sampled with
 * @param forcedTokens [T] 1 where a token was forced and not drawn
 * @param survivalProbability probability with which the response survived pruning
 * @param entropies [T] entropy of each sampling distribution, in nats
 * @param meanLogSoftmax [T] mean over the vocabulary of the log-softmax
 * @param segmentEnds exclusive ends of sentences, thoughts or turns, in tokens
 */
public record ResponseExtras(
    byte @Nullable [] lossMask,
    int @Nullable [] genPromptTokens,
    @Nullable Integer prefixLength,
    @Nullable String parentResponseId,
    @Nullable String guidance,
    byte @Nullable [] forcedTokens,
    @Nullable Float survivalProbability,
    float @Nullable [] entropies,
    float @Nullable [] meanLogSoftmax,
    int @Nullable [] segmentEnds) {}
