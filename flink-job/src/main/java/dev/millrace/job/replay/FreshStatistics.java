package dev.millrace.job.replay;

import dev.millrace.job.credit.CreditedGroup;
import dev.millrace.job.score.ResponseScore;
import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.Response;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sums over the fresh groups of a batch, effective or not: what the policy did, whatever of it is
 * trained.
 *
 * @param groups groups
 * @param effective effective groups
 * @param responses responses
 * @param scored responses that could be judged; the sums of rewards and channels are over these
 * @param rewards Σ r
 * @param squaredRewards Σ r²
 * @param channels Σ of each reward channel
 * @param tokens Σ response tokens
 * @param longest tokens of the longest response
 * @param clipped responses that the token limit ended
 */
public record FreshStatistics(
    int groups,
    int effective,
    int responses,
    int scored,
    double rewards,
    double squaredRewards,
    Map<String, Double> channels,
    long tokens,
    int longest,
    int clipped) {

  public static final FreshStatistics NONE =
      new FreshStatistics(0, 0, 0, 0, 0, 0, Map.of(), 0, 0, 0);

  static FreshStatistics of(CreditedGroup group, boolean isEffective) {
    int scored = 0;
    double rewards = 0;
    double squared = 0;
    long tokens = 0;
    int longest = 0;
    int clipped = 0;
    Map<String, Double> channels = new TreeMap<>();
    List<Response> responses = group.scored().received().group().responses();
    for (int i = 0; i < responses.size(); i++) {
      ResponseScore score = group.scored().scores().get(i);
      if (score.isScored()) {
        scored++;
        rewards += score.reward();
        squared += (double) score.reward() * score.reward();
      }
      score.channels().forEach((name, value) -> channels.merge(name, (double) value, Double::sum));
      int length = responses.get(i).tokens().length;
      tokens += length;
      longest = Math.max(longest, length);
      clipped += responses.get(i).finishReason() == FinishReason.LENGTH ? 1 : 0;
    }
    return new FreshStatistics(
        1,
        isEffective ? 1 : 0,
        responses.size(),
        scored,
        rewards,
        squared,
        channels,
        tokens,
        longest,
        clipped);
  }

  /** The statistics of both. */
  public FreshStatistics plus(FreshStatistics other) {
    Map<String, Double> sums = new TreeMap<>(channels);
    other.channels.forEach((name, value) -> sums.merge(name, value, Double::sum));
    return new FreshStatistics(
        groups + other.groups,
        effective + other.effective,
        responses + other.responses,
        scored + other.scored,
        rewards + other.rewards,
        squaredRewards + other.squaredRewards,
        sums,
        tokens + other.tokens,
        Math.max(longest, other.longest),
        clipped + other.clipped);
  }
}
