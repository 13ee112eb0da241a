package dev.millrace.ops.task;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Proportions in which levels of difficulty are drawn; level 0 is the easiest.
 *
 * @param shares non-negative weight of each level; they need not sum to 1
 */
public record DifficultyMix(List<Double> shares) {
  public DifficultyMix {
    shares = List.copyOf(shares);
    double sum = shares.stream().mapToDouble(Double::doubleValue).sum();
    if (!(sum > 0) || shares.stream().anyMatch(share -> !(share >= 0))) {
      throw new IllegalArgumentException(
          "difficulty shares must be >= 0 with a sum > 0, were " + shares);
    }
  }

  /** The mix with these shares. */
  public static DifficultyMix of(double... shares) {
    return new DifficultyMix(Arrays.stream(shares).boxed().toList());
  }

  /** A level in [0, number of levels), drawn with probability share / sum of shares. */
  int draw(SplittableRandom random) {
    double sum = shares.stream().mapToDouble(Double::doubleValue).sum();
    double left = random.nextDouble() * sum;
    int level = 0;
    while (level < shares.size() - 1 && left >= shares.get(level)) {
      left -= shares.get(level);
      level++;
    }
    return level;
  }
}
