package dev.millrace.job.learn.objective;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How a response is corrected for the difference between the behaviour and the proximal policy. */
public enum Correction {
  /** w = π_prox / b, r = π_θ / π_prox. */
  DECOUPLED("decoupled"),
  /** w = 1, r = π_θ / π_prox: the data are taken for the proximal policy's own. */
  NONE("none"),
  /** w = 1, r = π_θ / b: the trust region is centred on the behaviour policy. */
  BEHAVIOUR_CLIP("behaviour-clip");

  private final String option;

  Correction(String option) {
    this.option = option;
  }

  /** The name as options and case files spell it. */
  public String option() {
    return option;
  }

  /** The correction that options call {@code option}. */
  public static Correction of(String option) {
    for (Correction value : values()) {
      if (value.option.equals(option)) {
        return value;
      }
    }
    throw new IllegalArgumentException(
        "correction must be one of "
            + Arrays.stream(values()).map(Correction::option).collect(Collectors.joining(", "))
            + ", was "
            + option);
  }
}
