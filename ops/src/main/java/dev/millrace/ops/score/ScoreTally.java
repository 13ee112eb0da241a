package dev.millrace.ops.score;

import dev.millrace.job.score.ResponseScore;
import dev.millrace.job.score.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sums over scored groups. */
final class ScoreTally {
  private static final int[] SIZES = {2, 4, 8, 16, 32, 64};

  private final String gateChannel;
  private final List<ZeroVariance> bySize = new ArrayList<>();
  private final Map<String, Double> channelSums = new TreeMap<>();
  private final Map<String, Long> channelCounts = new TreeMap<>();
  private final Map<String, Long> reasons = new TreeMap<>();
  private long groups;
  private long unscored;
  private long responses;
  private long leftOut;
  private long right;
  private double rewards;
  private double squaredRewards;
  private long zeroVariance;

  ScoreTally(String gateChannel) {
    this.gateChannel = gateChannel;
    for (int size : SIZES) {
      bySize.add(new ZeroVariance(size));
    }
  }

  /** Counts a group that could be judged; of its responses, those that were. */
  void add(List<ResponseScore> all) {
    List<ResponseScore> scores = all.stream().filter(ResponseScore::isScored).toList();
    leftOut += all.size() - scores.size();
    groups++;
    float[] gate = new float[scores.size()];
    for (int i = 0; i < gate.length; i++) {
      ResponseScore score = scores.get(i);
      gate[i] = score.channels().getOrDefault(gateChannel, 0f);
      right += score.channels().getOrDefault(Verifier.CORRECT, 0f) >= 1f ? 1 : 0;
      rewards += score.reward();
      squaredRewards += (double) score.reward() * score.reward();
      score
          .channels()
          .forEach(
              (name, value) -> {
                channelSums.merge(name, (double) value, Double::sum);
                channelCounts.merge(name, 1L, Long::sum);
              });
    }
    responses += gate.length;
    boolean equal = true;
    for (float value : gate) {
      equal &= value == gate[0];
    }
    zeroVariance += equal ? 1 : 0;
    bySize.forEach(size -> size.add(gate));
  }

  /** Counts a group that could not be judged. */
  void addUnscored(String reason) {
    unscored++;
    // Ids differ from group to group, and what is wrong with them mostly does not.
    reasons.merge(reason.replaceAll("(response|prompt|group) [^ ]++", "$1 …"), 1L, Long::sum);
  }

  long groups() {
    return groups;
  }

  long unscored() {
    return unscored;
  }

  long responses() {
    return responses;
  }

  /** Responses beside these that were left out because nobody could judge them. */
  long leftOut() {
    return leftOut;
  }

  /** Share of responses whose whole {@code correct} channel is earned; 0 of none. */
  double accuracy() {
    return share((double) right, responses);
  }

  double rewardMean() {
    return share(rewards, responses);
  }

  double rewardStd() {
    double mean = rewardMean();
    return Math.sqrt(Math.max(0, share(squaredRewards, responses) - mean * mean));
  }

  /** Share of groups, as they are, whose gate channel does not vary. */
  double zeroVarianceShare() {
    return share((double) zeroVariance, groups);
  }

  /** The sizes that at least one group has. */
  List<ZeroVariance> zeroVarianceBySize() {
    return bySize.stream().filter(size -> size.groups() > 0).toList();
  }

  /** The mean of each channel over the responses that have it. */
  Map<String, Double> channelMeans() {
    Map<String, Double> means = new TreeMap<>();
    channelSums.forEach(
        (name, sum) -> means.put(name, share(sum, channelCounts.getOrDefault(name, 0L))));
    return means;
  }

  /** Why groups could not be judged, and how many each. */
  Map<String, Long> reasons() {
    return reasons;
  }

  private static double share(double sum, long count) {
    return count == 0 ? 0 : sum / count;
  }
}
