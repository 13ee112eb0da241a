package dev.millrace.job.replay;

import dev.millrace.job.settings.InvalidOptionException;
import dev.millrace.job.settings.Option;
import dev.millrace.job.settings.OptionValues;
import dev.millrace.job.settings.StreamSettings;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * Options of the room {@code replay}.
 *
 * @param capacityBatches memory, in batches: C = capacity · B
 * @param maxAge largest age that is trained, fresh or replayed, in steps
 * @param lead batches that may be emitted ahead of the trained step
 * @param fill what goes into holes
 * @param ineffective what becomes of ineffective slots
 * @param tau decay of the weighted draw, in steps
 * @param maxWaiting slots that may wait in a shard; 0 is unbounded
 * @param fillOnlyTimeout after which a starving shard emits what it has; zero is never
 */
public record ReplaySettings(
    int capacityBatches,
    int maxAge,
    int lead,
    Fill fill,
    Ineffective ineffective,
    double tau,
    int maxWaiting,
    Duration fillOnlyTimeout)
    implements Serializable {
  static final Option<Integer> CAPACITY_BATCHES =
      Option.integer(
          "millrace.replay.capacity-batches",
          4,
          1,
          10_000,
          "Groups that are remembered, in batches: C = this x batch slots.");
  static final Option<Integer> MAX_AGE =
      Option.integer(
          "millrace.replay.max-age",
          16,
          1,
          1_000_000,
          "Largest age that is trained, fresh or replayed, in steps.");
  public static final Option<Integer> LEAD =
      Option.integer(
          "millrace.replay.lead", 2, 1, 1024, "Batches emitted ahead of the trained step at most.");
  static final Option<Fill> FILL =
      Option.oneOf("millrace.replay.fill", Fill.NEWEST, Fill.class, "What goes into holes.");
  static final Option<Ineffective> INEFFECTIVE =
      Option.oneOf(
          "millrace.replay.ineffective",
          Ineffective.HOLE,
          Ineffective.class,
          "What becomes of a slot whose fresh group is ineffective.");
  static final Option<Double> TAU =
      Option.decimal(
          "millrace.replay.tau",
          4,
          1e-3,
          1e6,
          "Decay of the weighted draw, in steps: weight = std(reward) x exp(-age/tau).");
  public static final Option<Integer> MAX_WAITING =
      Option.integer(
          "millrace.replay.max-waiting",
          0,
          0,
          Integer.MAX_VALUE,
          "Slots that may wait in a shard behind a closed gate; the oldest is dropped; 0 is unbounded.");
  public static final Option<Duration> FILL_ONLY_TIMEOUT =
      Option.duration(
          "millrace.replay.fill-only-timeout",
          "60 s",
          "A shard with too few slots emits what it has, and fill, after this; 0 is never.");

  /** The options of this room. */
  public static final List<Option<?>> OPTIONS =
      List.of(
          CAPACITY_BATCHES, MAX_AGE, LEAD, FILL, INEFFECTIVE, TAU, MAX_WAITING, FILL_ONLY_TIMEOUT);

  /**
   * The settings of what was typed.
   *
   * @param stream the shape of the stream, which {@code max-waiting} must not contradict
   */
  public static ReplaySettings from(OptionValues values, StreamSettings stream) {
    int maxWaiting = values.get(MAX_WAITING);
    if (maxWaiting > 0 && maxWaiting < stream.slotsPerShard()) {
      throw new InvalidOptionException(
          MAX_WAITING.key()
              + " must be 0 or >= "
              + stream.slotsPerShard()
              + ", the slots of a shard's batch, was "
              + maxWaiting);
    }
    return new ReplaySettings(
        values.get(CAPACITY_BATCHES),
        values.get(MAX_AGE),
        values.get(LEAD),
        values.get(FILL),
        values.get(INEFFECTIVE),
        values.get(TAU),
        maxWaiting,
        values.get(FILL_ONLY_TIMEOUT));
  }
}
