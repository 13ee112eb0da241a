package dev.millrace.job.feedback;

import dev.millrace.schemas.Feedback;
import dev.millrace.schemas.Vote;
import java.util.Optional;

/** What decoded feedback must hold before it is joined with anything. */
final class FeedbackCheck {
  /** Longest id, metric and source, in characters: they are kept in state and in groups. */
  static final int LONGEST = 256;

  private FeedbackCheck() {}

  /**
   * What is wrong with feedback; empty when nothing is.
   *
   * @param latestMillis latest event time that is believed: a later one would end the wait of every
   *     group, because event time would go on to there
   */
  static Optional<String> problem(Feedback feedback, long latestMillis) {
    Vote vote = feedback.vote();
    if (feedback.responseId().length() > LONGEST
        || vote.metric().length() > LONGEST
        || vote.source().length() > LONGEST) {
      return Optional.of("a response id, metric or source of more than " + LONGEST + " characters");
    }
    if (vote.metric().isEmpty() || vote.source().isEmpty()) {
      return Optional.of("metric '" + vote.metric() + "' of source '" + vote.source() + "'");
    }
    // Channels are floats, so a value has to be one.
    if (!Float.isFinite((float) vote.value())) {
      return Optional.of("value " + vote.value() + " is not a finite number");
    }
    if (vote.timeMillis() < 0 || vote.timeMillis() > latestMillis) {
      return Optional.of(
          "time " + vote.timeMillis() + " is not in [0, now + slack = " + latestMillis + "]");
    }
    return Optional.empty();
  }
}
