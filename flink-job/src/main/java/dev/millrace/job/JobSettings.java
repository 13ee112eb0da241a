package dev.millrace.job;

import dev.millrace.job.batch.BatchSettings;
import dev.millrace.job.credit.CreditSettings;
import dev.millrace.job.feedback.FeedbackSettings;
import dev.millrace.job.filter.FilterSettings;
import dev.millrace.job.ingest.IngestSettings;
import dev.millrace.job.learn.LearnSettings;
import dev.millrace.job.replay.ReplaySettings;
import dev.millrace.job.score.ScoreSettings;
import dev.millrace.job.score.Verifiers;
import dev.millrace.job.score.reward.NoEffect;
import dev.millrace.job.settings.InvalidOptionException;
import dev.millrace.job.settings.Option;
import dev.millrace.job.settings.OptionValues;
import dev.millrace.job.settings.StreamSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that can be set about a job, by room.
 *
 * @param arm the algorithm
 * @param bufferTimeout how long a record may wait for company between rooms
 */
public record JobSettings(
    Arm arm,
    Duration bufferTimeout,
    StreamSettings stream,
    IngestSettings ingest,
    FeedbackSettings feedback,
    ScoreSettings score,
    CreditSettings credit,
    FilterSettings filter,
    ReplaySettings replay,
    BatchSettings batch,
    LearnSettings learn) {
  static final Option<Arm> ARM =
      Option.oneOf("millrace.arm", Arm.POPO, Arm.class, "The algorithm, as presets of options.");
  static final Option<Duration> BUFFER_TIMEOUT =
      Option.duration(
          "millrace.buffer-timeout",
          "0",
          "How long a record may wait for company between rooms; 0 sends each at once.");

  /** What must not depend on the clock when a run is to give the same bytes again. */
  private static final Map<String, String> RECORDED =
      Map.of(ReplaySettings.FILL_ONLY_TIMEOUT.key(), "0");

  public JobSettings {
    boolean byClock = replay.maxWaiting() > 0 || !replay.fillOnlyTimeout().isZero();
    if (stream.recording() != null && byClock) {
      throw new InvalidOptionException(
          ReplaySettings.FILL_ONLY_TIMEOUT.key()
              + " and "
              + ReplaySettings.MAX_WAITING.key()
              + " must be 0 in a recorded run: batches would depend on when groups come");
    }
    NoEffect.of(
            score.combination().formula(),
            score.combination().noise(),
            credit.estimator().dividesBySpread())
        .ifPresent(
            problem -> {
              throw new InvalidOptionException(
                  ScoreSettings.REWARD.key()
                      + " with "
                      + CreditSettings.ESTIMATOR.key()
                      + " "
                      + Option.kebab(credit.estimator())
                      + ": "
                      + problem);
            });
    for (String verifier : score.combination().noise().byVerifier().keySet()) {
      if (!ingest.verifiers().contains(verifier)) {
        throw new InvalidOptionException(
            ScoreSettings.NOISE.key()
                + ": unknown verifier '"
                + verifier
                + "', known: "
                + ingest.verifiers());
      }
    }
    if (learn.publishEverySteps() > replay.lead()) {
      throw new InvalidOptionException(
          LearnSettings.PUBLISH_EVERY.key()
              + " must be <= "
              + ReplaySettings.LEAD.key()
              + " "
              + replay.lead()
              + ", was "
              + learn.publishEverySteps()
              + ": the gate would close before the version that opens it is made");
    }
  }

  /**
   * The settings of what was typed, by option key.
   *
   * @throws dev.millrace.job.settings.InvalidOptionException that names the option
   */
  public static JobSettings from(Map<String, String> typed) {
    OptionValues given = OptionValues.of(typed);
    given.refuseUnknown(options(), List.of(StreamSettings.KAFKA_PROPERTIES));
    Arm arm = given.get(ARM);
    StreamSettings stream = StreamSettings.from(given);
    OptionValues values =
        given
            .withPresets(arm.presets())
            .withPresets(stream.recording() == null ? Map.of() : RECORDED);
    Set<String> verifiers = Verifiers.load(JobSettings.class.getClassLoader()).keySet();
    return new JobSettings(
        arm,
        values.get(BUFFER_TIMEOUT),
        stream,
        IngestSettings.from(values, verifiers),
        FeedbackSettings.from(values),
        ScoreSettings.from(values),
        CreditSettings.from(values),
        FilterSettings.from(values),
        ReplaySettings.from(values, stream),
        BatchSettings.from(values),
        LearnSettings.from(values, Option.kebab(arm), stream.shards()));
  }

  /** Whether groups settle in this job. A recorded run has its groups as they were settled. */
  boolean takesFeedback() {
    return feedback.isOn() && stream.recording() == null;
  }

  /** Every option, for help and for the options reference. */
  public static List<Option<?>> options() {
    List<Option<?>> options = new ArrayList<>(List.of(ARM, BUFFER_TIMEOUT));
    options.addAll(StreamSettings.OPTIONS);
    options.addAll(IngestSettings.OPTIONS);
    options.addAll(FeedbackSettings.OPTIONS);
    options.addAll(ScoreSettings.OPTIONS);
    options.addAll(CreditSettings.OPTIONS);
    options.addAll(FilterSettings.OPTIONS);
    options.addAll(ReplaySettings.OPTIONS);
    options.addAll(BatchSettings.OPTIONS);
    options.addAll(LearnSettings.OPTIONS);
    return List.copyOf(options);
  }
}
