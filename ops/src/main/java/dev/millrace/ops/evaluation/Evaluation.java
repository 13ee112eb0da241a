package dev.millrace.ops.evaluation;

/**
 * How one published version did on the held-out prompts.
 *
 * @param lineage of the version
 * @param step that made the version; 0 is the starting policy
 * @param sampledAccuracy share of right answers at temperature 1, one response a prompt
 * @param greedyAccuracy share of right answers of greedy decoding
 * @param prompts number of prompts
 * @param atMillis when it was known, epoch milliseconds
 */
public record Evaluation(
    long lineage,
    long step,
    double sampledAccuracy,
    double greedyAccuracy,
    int prompts,
    long atMillis) {}
