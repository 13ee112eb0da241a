package dev.millrace.job.credit;

import dev.millrace.job.score.ScoredGroup;

/**
 * A group with the credit of each response.
 *
 * @param scored the group and its scores
 * @param advantages [G], in the order of the responses; NaN of one that was left out
 */
public record CreditedGroup(ScoredGroup scored, float[] advantages) {
  public CreditedGroup {
    int responses = scored.scores().size();
    if (advantages.length != responses) {
      throw new IllegalArgumentException(
          "group "
              + scored.received().group().groupId()
              + ": "
              + advantages.length
              + " advantages for "
              + responses
              + " responses");
    }
  }
}
