package dev.millrace.job.score.lane;

import dev.millrace.job.settings.InvalidOptionException;
import dev.millrace.job.settings.Option;
import dev.millrace.job.settings.OptionValues;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * Options of verifiers that may take their time.
 *
 * @param deadline of one judgement; positive
 * @param workers threads of each verifier that runs in this process, for each subtask
 * @param inFlight questions to each remote verifier under way at once, for each subtask
 */
public record LaneSettings(Duration deadline, int workers, int inFlight) implements Serializable {
  static final Option<Duration> VERIFIER_TIMEOUT =
      Option.duration(
          "millrace.score.verifier-timeout",
          "10 s",
          "How long a verifier may take over one response; later, it is unscored.");
  static final Option<Integer> WORKERS =
      Option.integer(
          "millrace.score.workers",
          2,
          1,
          1024,
          "Responses that a verifier without bounds (code, json-schema, users' own) judges at once in"
              + " each subtask.");
  static final Option<Integer> IN_FLIGHT =
      Option.integer(
          "millrace.score.in-flight",
          64,
          1,
          65536,
          "Responses that a remote verifier is asked about at once by each subtask.");

  /** The options. */
  public static final List<Option<?>> OPTIONS = List.of(VERIFIER_TIMEOUT, WORKERS, IN_FLIGHT);

  public LaneSettings {
    if (deadline.isZero()) {
      throw new InvalidOptionException(VERIFIER_TIMEOUT.key() + " must be > 0, was '0'");
    }
  }

  public static LaneSettings from(OptionValues values) {
    return new LaneSettings(
        values.get(VERIFIER_TIMEOUT), values.get(WORKERS), values.get(IN_FLIGHT));
  }
}
