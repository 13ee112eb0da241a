package dev.millrace.server.engine;

import java.time.Duration;

/**
 * The options of the engine, prefix {@code millrace.server.}.
 *
 * @param maxRunning {@code max-running}: most answers that are sampled at once; default 64
 * @param maxTrainingRunning {@code max-training-running}: most of them that are for training, so
 *     that a live request finds a row; default 48
 * @param maxWaiting {@code max-waiting}: most requests of one priority that wait; default 256
 * @param chunkTokens {@code prefill-chunk}: most prompt tokens that run in a step in which answers
 *     are under way, up to four times as many while rows are free; default 64
 * @param longestWait {@code longest-wait}: how long a live request may wait for its first step;
 *     default 60 s
 * @param longestAnswer {@code longest-answer}: how long a live answer may take from its first step
 *     on; default 10 min
 * @param drain {@code drain}: how long answers may go on after the engine was asked to stop;
 *     default 20 s
 */
public record EngineSettings(
    int maxRunning,
    int maxTrainingRunning,
    int maxWaiting,
    int chunkTokens,
    Duration longestWait,
    Duration longestAnswer,
    Duration drain) {
  public static final EngineSettings DEFAULT =
      new EngineSettings(
          64, 48, 256, 64, Duration.ofSeconds(60), Duration.ofMinutes(10), Duration.ofSeconds(20));

  public EngineSettings {
    requireAtLeast("max-running", maxRunning, 1);
    requireAtLeast("max-training-running", maxTrainingRunning, 0);
    requireAtLeast("max-waiting", maxWaiting, 1);
    requireAtLeast("prefill-chunk", chunkTokens, 1);
    if (maxTrainingRunning > maxRunning) {
      throw new IllegalArgumentException(
          "millrace.server.max-training-running must be <= millrace.server.max-running "
              + maxRunning
              + ", was "
              + maxTrainingRunning);
    }
    requirePositive("longest-wait", longestWait);
    requirePositive("longest-answer", longestAnswer);
    requirePositive("drain", drain);
  }

  private static void requireAtLeast(String option, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "millrace.server." + option + " must be >= " + least + ", was " + value);
    }
  }

  private static void requirePositive(String option, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(
          "millrace.server." + option + " must be positive, was " + value);
    }
  }
}
