package dev.millrace.job.learn;

import dev.millrace.job.learn.objective.Correction;
import dev.millrace.job.learn.objective.ObjectiveSettings;
import dev.millrace.job.learn.objective.WeightLevel;
import dev.millrace.job.learn.optimizer.AdamWSettings;
import dev.millrace.job.learn.optimizer.LearningRate;
import dev.millrace.job.settings.InvalidOptionException;
import dev.millrace.job.settings.Option;
import dev.millrace.job.settings.OptionValues;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Options of the room {@code learn}.
 *
 * @param arm name of the arm, for the ledger
 * @param shards S, partitions of the groups topic
 * @param model Hugging Face directory of the starting policy
 * @param modelId key of the published weights
 * @param device auto, cpu or gpu:N
 * @param stateDirectory where blobs are kept; of this pipeline alone
 * @param weightsDirectory where published weights are written
 * @param objective choices of the objective
 * @param optimizer choices of the optimizer
 * @param learningRate learning rate by update
 * @param updatesPerStep optimizer updates of each step, on all of its rows
 * @param blockTokens most tokens that the device computes together, padding included
 * @param publishEverySteps steps between published versions
 * @param blobEverySteps steps between blobs
 * @param keepWeightFiles newest published files that are kept
 * @param queueSteps steps that may wait for the device
 * @param canary whether versions carry a canary
 * @param stepTimeout how long the device may work at one step; zero for ever
 * @param closeTimeout how long a running step may delay the end of the task
 */
public record LearnSettings(
    String arm,
    int shards,
    String model,
    String modelId,
    String device,
    String stateDirectory,
    String weightsDirectory,
    ObjectiveSettings objective,
    AdamWSettings optimizer,
    LearningRate learningRate,
    int updatesPerStep,
    int blockTokens,
    int publishEverySteps,
    int blobEverySteps,
    int keepWeightFiles,
    int queueSteps,
    boolean canary,
    Duration stepTimeout,
    Duration closeTimeout)
    implements Serializable {
  private static final String ROOM = "millrace.learn.";

  static final Option<String> MODEL =
      Option.required(ROOM + "model", "Hugging Face directory of the starting policy.");
  static final Option<String> MODEL_ID =
      Option.text(ROOM + "model-id", "policy", "Key of the published weights in their topic.");
  static final Option<String> DEVICE =
      new Option<>(
          ROOM + "device",
          "auto, cpu or gpu:N",
          "auto",
          "Where the policy is trained; auto is the first GPU, else the CPU.",
          LearnSettings::device);
  static final Option<String> STATE_DIRECTORY =
      Option.required(
          ROOM + "state-dir", "Directory of the learner's blobs, used by one pipeline alone.");
  static final Option<String> WEIGHTS_DIRECTORY =
      Option.required(ROOM + "weights-dir", "Directory of the published weights.");
  static final Option<Correction> CORRECTION =
      Option.oneOf(
          ROOM + "correction",
          Correction.DECOUPLED,
          Correction.class,
          "How the difference between behaviour and proximal policy is corrected.");
  static final Option<WeightLevel> WEIGHT_LEVEL =
      Option.oneOf(
          ROOM + "weight-level",
          WeightLevel.TOKEN,
          WeightLevel.class,
          "What one importance weight covers.");
  static final Option<Double> CLIP_LOW =
      Option.decimal(ROOM + "clip-low", 0.2, 1e-6, 1 - 1e-6, "Ratios push down to 1 minus this.");
  static final Option<Double> CLIP_HIGH =
      Option.decimal(ROOM + "clip-high", 0.28, 1e-6, 1e6, "Ratios push up to 1 plus this.");
  static final Option<Double> DUAL_CLIP =
      Option.decimal(
          ROOM + "dual-clip",
          10,
          0,
          1e9,
          "Largest ratio with which a negative advantage pushes, above 1; 0 is none.");
  static final Option<Double> WEIGHT_CAP =
      Option.decimal(ROOM + "weight-cap", 5, 0, 1e9, "Largest importance weight; 0 is none.");
  static final Option<Double> LEARNING_RATE =
      Option.decimal(ROOM + "learning-rate", 1e-4, 1e-12, 10, "Learning rate after the warm-up.");
  static final Option<Integer> WARMUP_STEPS =
      Option.integer(
          ROOM + "warmup-steps",
          20,
          0,
          Integer.MAX_VALUE,
          "Updates over which the learning rate rises linearly.");
  static final Option<Integer> DECAY_STEPS =
      Option.integer(
          ROOM + "decay-steps",
          0,
          0,
          Integer.MAX_VALUE,
          "Updates after the warm-up over which the learning rate falls linearly; 0 is never.");
  static final Option<Double> FINAL_SHARE =
      Option.decimal(
          ROOM + "final-learning-rate-share",
          0.1,
          0,
          1,
          "Share of the learning rate that is left when it has fallen.");
  static final Option<Double> WEIGHT_DECAY =
      Option.decimal(ROOM + "weight-decay", 0, 0, 10, "Decoupled weight decay.");
  static final Option<Double> BETA_1 =
      Option.decimal(ROOM + "beta-1", 0.9, 0, 1 - 1e-7, "Decay of the first moment.");
  static final Option<Double> BETA_2 =
      Option.decimal(ROOM + "beta-2", 0.95, 0, 1 - 1e-7, "Decay of the second moment.");
  static final Option<Double> EPSILON =
      Option.decimal(ROOM + "epsilon", 1e-8, 1e-30, 1, "Added to the root of the second moment.");
  static final Option<Double> GRADIENT_NORM_CLIP =
      Option.decimal(
          ROOM + "gradient-norm-clip", 1, 0, 1e9, "Largest global gradient norm; 0 is no limit.");
  static final Option<Integer> UPDATES_PER_STEP =
      Option.integer(ROOM + "updates-per-step", 1, 1, 1000, "Optimizer updates of each step.");
  static final Option<Integer> BLOCK_TOKENS =
      Option.integer(
          ROOM + "block-tokens",
          16_384,
          1,
          Integer.MAX_VALUE,
          "Most tokens that the device computes together, rows x width; a longer row is alone.");
  public static final Option<Integer> PUBLISH_EVERY =
      Option.integer(
          ROOM + "publish-every", 1, 1, Integer.MAX_VALUE, "Steps between published versions.");
  static final Option<Integer> BLOB_EVERY_STEPS =
      Option.integer(
          ROOM + "blob-every-steps",
          50,
          1,
          Integer.MAX_VALUE,
          "Steps between blobs; a restore trains the steps since the last one again.");
  static final Option<Integer> KEEP_WEIGHT_FILES =
      Option.integer(
          ROOM + "keep-weight-files",
          20,
          2,
          Integer.MAX_VALUE,
          "Newest published weight files that are kept.");
  static final Option<Integer> QUEUE =
      Option.integer(ROOM + "queue", 8, 1, 100_000, "Steps that may wait for the device.");
  static final Option<Boolean> CANARY =
      Option.flag(
          ROOM + "canary", true, "Whether versions carry log-probs that readers must reproduce.");
  static final Option<Duration> STEP_TIMEOUT =
      Option.duration(
          ROOM + "step-timeout",
          "30 min",
          "After this a step that has not finished on the device fails the task; 0 is never.");
  static final Option<Duration> CLOSE_TIMEOUT =
      Option.duration(
          ROOM + "close-timeout", "60 s", "How long a running step may delay the end of the task.");

  /** The options of this room. */
  public static final List<Option<?>> OPTIONS =
      List.of(
          MODEL,
          MODEL_ID,
          DEVICE,
          STATE_DIRECTORY,
          WEIGHTS_DIRECTORY,
          CORRECTION,
          WEIGHT_LEVEL,
          CLIP_LOW,
          CLIP_HIGH,
          DUAL_CLIP,
          WEIGHT_CAP,
          LEARNING_RATE,
          WARMUP_STEPS,
          DECAY_STEPS,
          FINAL_SHARE,
          WEIGHT_DECAY,
          BETA_1,
          BETA_2,
          EPSILON,
          GRADIENT_NORM_CLIP,
          UPDATES_PER_STEP,
          BLOCK_TOKENS,
          PUBLISH_EVERY,
          BLOB_EVERY_STEPS,
          KEEP_WEIGHT_FILES,
          QUEUE,
          CANARY,
          STEP_TIMEOUT,
          CLOSE_TIMEOUT);

  public LearnSettings {
    if (shards < 1) {
      throw new IllegalArgumentException("shards must be at least 1, was " + shards);
    }
  }

  /**
   * The settings that were typed, with the algorithm's own choices for the rest.
   *
   * @param arm name of the arm, for the ledger
   * @param shards S, partitions of the groups topic
   */
  public static LearnSettings from(OptionValues values, String arm, int shards) {
    double dualClip = values.get(DUAL_CLIP);
    if (dualClip != 0 && dualClip <= 1) {
      throw new InvalidOptionException(
          DUAL_CLIP.key() + " must be above 1, or 0 for none, was '" + dualClip + "'");
    }
    return new LearnSettings(
        arm,
        shards,
        values.get(MODEL),
        values.get(MODEL_ID),
        values.get(DEVICE),
        values.get(STATE_DIRECTORY),
        values.get(WEIGHTS_DIRECTORY),
        new ObjectiveSettings(
            values.get(CORRECTION),
            values.get(WEIGHT_LEVEL),
            values.get(CLIP_LOW).floatValue(),
            values.get(CLIP_HIGH).floatValue(),
            (float) dualClip,
            values.get(WEIGHT_CAP).floatValue()),
        new AdamWSettings(
            values.get(BETA_1).floatValue(),
            values.get(BETA_2).floatValue(),
            values.get(EPSILON).floatValue(),
            values.get(WEIGHT_DECAY).floatValue(),
            values.get(GRADIENT_NORM_CLIP).floatValue()),
        new LearningRate(
            values.get(LEARNING_RATE),
            values.get(WARMUP_STEPS),
            values.get(DECAY_STEPS),
            values.get(FINAL_SHARE)),
        values.get(UPDATES_PER_STEP),
        values.get(BLOCK_TOKENS),
        values.get(PUBLISH_EVERY),
        values.get(BLOB_EVERY_STEPS),
        values.get(KEEP_WEIGHT_FILES),
        values.get(QUEUE),
        values.get(CANARY),
        values.get(STEP_TIMEOUT),
        values.get(CLOSE_TIMEOUT));
  }

  /** Digest of everything that decides what a step does to given weights. */
  public String digest() {
    String canonical =
        objective
            + "\n"
            + optimizer
            + "\n"
            + learningRate
            + "\n"
            + updatesPerStep
            + "\n"
            + blockTokens;
    return Sha256.hex(canonical.getBytes(StandardCharsets.UTF_8));
  }

  private static String device(String text) {
    if (!text.matches("auto|cpu|gpu:[0-9]{1,4}")) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }
}
