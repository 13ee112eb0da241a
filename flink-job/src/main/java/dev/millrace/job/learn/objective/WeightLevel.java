package dev.millrace.job.learn.objective;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What one importance weight w covers. */
public enum WeightLevel {
  /** Each token has its own weight. */
  TOKEN("token"),
  /** All tokens of a response share the ratio of the whole response: log-ratios are summed. */
  SEQUENCE("sequence");

  private final String option;

  WeightLevel(String option) {
    this.option = option;
  }

  /** The name as options and case files spell it. */
  public String option() {
    return option;
  }

  /** The level that options call {@code option}. */
  public static WeightLevel of(String option) {
    for (WeightLevel value : values()) {
      if (value.option.equals(option)) {
        return value;
      }
    }
    throw new IllegalArgumentException(
        "weight level must be one of "
            + Arrays.stream(values()).map(WeightLevel::option).collect(Collectors.joining(", "))
            + ", was "
            + option);
  }
}
