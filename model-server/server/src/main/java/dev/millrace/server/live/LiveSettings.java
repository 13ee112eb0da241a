package dev.millrace.server.live;

import dev.millrace.schemas.topics.Topics;
import java.time.Duration;

/**
 * How live traffic becomes groups.
 *
 * @param rules which requests are taken
 * @param seed of the choice among them
 * @param topics of the pipeline
 * @param shards S, partitions of the groups topic
 * @param groupSize G, responses of a group
 * @param generatorId name of this process in groups and client ids
 * @param mostWaiting requests that wait for their other answers to be begun
 * @param mostGroups groups whose other answers are sampled at a time
 * @param longestGroup how long these may take
 * @param feedbackWindow after an answer was asked for, in which feedback on it is taken; that of
 *     the job is {@code millrace.feedback.timeout}
 */
public record LiveSettings(
    TrafficRules rules,
    long seed,
    Topics topics,
    int shards,
    int groupSize,
    String generatorId,
    int mostWaiting,
    int mostGroups,
    Duration longestGroup,
    Duration feedbackWindow) {
  public static final int DEFAULT_MOST_WAITING = 256;
  public static final int DEFAULT_MOST_GROUPS = 8;
  public static final Duration DEFAULT_LONGEST_GROUP = Duration.ofMinutes(10);
  public static final Duration DEFAULT_FEEDBACK_WINDOW = Duration.ofDays(1);

  public LiveSettings {
    if (shards < 1 || groupSize < 2 || mostWaiting < 1 || mostGroups < 1) {
      throw new IllegalArgumentException(
          "shards, waiting requests and groups must be at least 1 and the group size 2, were "
              + shards
              + ", "
              + mostWaiting
              + ", "
              + mostGroups
              + " and "
              + groupSize);
    }
  }
}
