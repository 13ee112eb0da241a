package dev.millrace.job.credit;

import dev.millrace.job.settings.Option;
import dev.millrace.job.settings.OptionValues;
import java.io.Serializable;
import java.util.List;

/**
 * Options of the room {@code credit}.
 *
 * @param estimator the advantage estimator
 */
public record CreditSettings(Estimator estimator) implements Serializable {
  public static final Option<Estimator> ESTIMATOR =
      Option.oneOf(
          "millrace.credit.estimator",
          Estimator.GROUP_RELATIVE,
          Estimator.class,
          "How rewards of a group become advantages.");

  /** The options of this room. */
  public static final List<Option<?>> OPTIONS = List.of(ESTIMATOR);

  public static CreditSettings from(OptionValues values) {
    return new CreditSettings(values.get(ESTIMATOR));
  }
}
