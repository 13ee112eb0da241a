package dev.millrace.job.replay;

import java.util.OptionalLong;

/**
 * The time a version takes from the learner through a generator and back: from its publishing to
 * the first group sampled by it, the sampling itself taken out. It says how fresh data can be at
 * all; what is left is Kafka, the network and the rooms before replay.
 */
final class RoundTrip {
  private long lineage = -1;
  private long step = -1;
  private long publishedAtMillis;
  private boolean measured = true;

  /** A version became the newest that is known. */
  void published(long versionLineage, long versionStep, long createdAtMillis) {
    lineage = versionLineage;
    step = versionStep;
    publishedAtMillis = createdAtMillis;
    measured = false;
  }

  /**
   * A group arrived.
   *
   * @param samplingMillis how long it took to sample
   * @return milliseconds of the round trip, if this is the first group of the newest version
   */
  OptionalLong arrived(long versionLineage, long versionStep, long samplingMillis, long nowMillis) {
    if (measured || versionLineage != lineage || versionStep != step) {
      return OptionalLong.empty();
    }
    measured = true;
    return OptionalLong.of(Math.max(0, nowMillis - publishedAtMillis - samplingMillis));
  }
}
