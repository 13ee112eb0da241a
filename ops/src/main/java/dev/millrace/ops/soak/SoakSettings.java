package dev.millrace.ops.soak;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How large a soak is.
 *
 * @param directory everything is kept here
 * @param kills failures of the second run
 * @param steps training steps of each run
 * @param seed of policy, recording and kills
 * @param shards S
 * @param batchSlots B, slots of a step
 * @param groupSize G, responses of a group
 * @param outage how long the broker is away in the longest of its outages; zero for none
 * @param checkpointInterval time between checkpoints
 */
public record SoakSettings(
    Path directory,
    int kills,
    int steps,
    long seed,
    int shards,
    int batchSlots,
    int groupSize,
    Duration outage,
    Duration checkpointInterval) {
  /** Two shards, 32 groups of 8 responses a step, two checkpoints a second. */
  public static SoakSettings of(Path directory, int kills, int steps, long seed, Duration outage) {
    return new SoakSettings(
        directory, kills, steps, seed, 2, 32, 8, outage, Duration.ofMillis(500));
  }

  /** Groups that each shard's partition holds besides copies and poison. */
  int groupsPerShard() {
    return steps * batchSlots / shards;
  }
}
