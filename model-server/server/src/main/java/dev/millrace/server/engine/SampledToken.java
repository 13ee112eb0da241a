package dev.millrace.server.engine;

import java.util.List;

/**
 * A token and where it came from.
 *
 * @param id in the vocabulary
 * @param logProb of the distribution that it was drawn from, after temperature and filters
 * @param modelLogProb of the policy itself: temperature 1, no filters
 * @param top the most likely tokens of the policy, most likely first; as many as were asked for
 * @param lineage of the weights that sampled it
 * @param step of the weights that sampled it
 */
public record SampledToken(
    int id, float logProb, float modelLogProb, List<Candidate> top, long lineage, long step) {
  /** A token that might have been sampled. */
  public record Candidate(int id, float modelLogProb) {}
}
