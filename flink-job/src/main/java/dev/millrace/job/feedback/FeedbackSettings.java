package dev.millrace.job.feedback;

import dev.millrace.job.settings.InvalidOptionException;
import dev.millrace.job.settings.Option;
import dev.millrace.job.settings.OptionValues;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * Options of the room {@code feedback}.
 *
 * @param timeout how long a group waits for feedback at most, from the end of its sampling; zero
 *     leaves the room out of the job
 * @param slack how late feedback may come behind later feedback, and how far the clock is trusted
 * @param remember how long the room knows a group that has left, and feedback whose group has not
 *     come
 * @param maxShare share of one source in the feedback that is used
 */
public record FeedbackSettings(Duration timeout, Duration slack, Duration remember, double maxShare)
    implements Serializable {
  /** How long groups wait. */
  public static final Option<Duration> TIMEOUT =
      Option.duration(
          "millrace.feedback.timeout",
          "0",
          "How long a group waits for feedback at most, from the end of its sampling; 0: the job"
              + " takes no feedback, and groups that ask for it stay in their topic.");

  static final Option<Duration> SLACK =
      Option.duration(
          "millrace.feedback.slack",
          "1 min",
          "How much older than the newest feedback one may be and still count in time; when none"
              + " comes for as long, time goes on by the clock.");
  static final Option<Duration> REMEMBER =
      Option.duration(
          "millrace.feedback.remember",
          "1 d",
          "How long feedback waits for its group before it is unknown, and a settled group is"
              + " remembered so that feedback on it is late and not unknown.");
  static final Option<Double> MAX_SHARE =
      Option.decimal(
          "millrace.feedback.max-share-per-source",
          0.2,
          0,
          1,
          "Share that one source may have of the last "
              + FairShare.WINDOW
              + " feedback records that were used; an equal part, where fewer sources speak. What"
              + " is beyond is kept aside.");

  /** The options of this room. */
  public static final List<Option<?>> OPTIONS = List.of(TIMEOUT, SLACK, REMEMBER, MAX_SHARE);

  public FeedbackSettings {
    if (slack.isZero() || remember.isZero()) {
      throw new InvalidOptionException(
          SLACK.key() + " and " + REMEMBER.key() + " must be > 0, were " + slack + ", " + remember);
    }
  }

  public static FeedbackSettings from(OptionValues values) {
    return new FeedbackSettings(
        values.get(TIMEOUT), values.get(SLACK), values.get(REMEMBER), values.get(MAX_SHARE));
  }

  /** Whether the job takes feedback. */
  public boolean isOn() {
    return !timeout.isZero();
  }
}
