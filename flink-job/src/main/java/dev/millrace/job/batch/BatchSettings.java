package dev.millrace.job.batch;

import dev.millrace.job.settings.Option;
import dev.millrace.job.settings.OptionValues;
import java.io.Serializable;
import java.util.List;

/**
 * Options of the room {@code batch}.
 *
 * @param tokenBudget most tokens of a micro-batch, padding included; a longer row is alone in one;
 *     how rows travel, not how they are computed
 */
public record BatchSettings(int tokenBudget) implements Serializable {
  static final Option<Integer> TOKEN_BUDGET =
      Option.integer(
          "millrace.batch.token-budget",
          16_384,
          1,
          Integer.MAX_VALUE,
          "Most tokens of a record between batch and learn, rows x width; changes no weights.");

  /** The options of this room. */
  public static final List<Option<?>> OPTIONS = List.of(TOKEN_BUDGET);

  public static BatchSettings from(OptionValues values) {
    return new BatchSettings(values.get(TOKEN_BUDGET));
  }
}
