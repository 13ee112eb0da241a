package dev.millrace.job.learn;

import java.util.Map;

/**
 * What training one step did to the policy.
 *
 * @param updates optimizer updates that were applied; 0 for an empty or refused step
 * @param refusedBecause why nothing was applied although there were rows; empty when it was
 * @param metrics the learner's figures of the step, by their names in the metrics reference
 */
public record StepUpdate(int updates, String refusedBecause, Map<String, Double> metrics) {}
