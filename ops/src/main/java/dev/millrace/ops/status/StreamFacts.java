package dev.millrace.ops.status;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the topics say. Names are those of the JSON form.
 *
 * @param version newest weight version, lineage.step; empty before the first
 * @param versionAtMillis when it was published; 0 before the first
 * @param step the last step of the ledger; 0 before the first
 * @param stepAtMillis when it finished; 0 before the first
 * @param stepsPerSecond over the last steps, pauses among them; 0 where there are too few
 * @param stepSeconds median time between two of the last steps; 0 where there are too few
 * @param slotsPerShard groups that a shard gives to a step, fresh ones and holes
 * @param backlog groups of each shard that no step has taken
 * @param promptsReady prompts that the generators have not read; null when there is no such topic
 * @param drops notices of the last groups that were dropped, by reason
 * @param dropped all notices that the topic has
 * @param deadLetters letters that the topic has
 * @param freeBytes room on the disk of the published weights; null when they are not on this
 *     machine
 * @param last whether the newest version is the last one of a recorded run
 * @param generators those that have committed how far a shard has come
 */
record StreamFacts(
    String version,
    long versionAtMillis,
    long step,
    long stepAtMillis,
    double stepsPerSecond,
    double stepSeconds,
    int slotsPerShard,
    List<Long> backlog,
    @Nullable Long promptsReady,
    Map<String, Integer> drops,
    long dropped,
    long deadLetters,
    @Nullable Long freeBytes,
    boolean last,
    List<GeneratorFacts> generators) {

  /** What the topics say where no generator has said anything. */
  StreamFacts(
      String version,
      long versionAtMillis,
      long step,
      long stepAtMillis,
      double stepsPerSecond,
      double stepSeconds,
      int slotsPerShard,
      List<Long> backlog,
      @Nullable Long promptsReady,
      Map<String, Integer> drops,
      long dropped,
      long deadLetters,
      @Nullable Long freeBytes,
      boolean last) {
    this(
        version,
        versionAtMillis,
        step,
        stepAtMillis,
        stepsPerSecond,
        stepSeconds,
        slotsPerShard,
        backlog,
        promptsReady,
        drops,
        dropped,
        deadLetters,
        freeBytes,
        last,
        List.of());
  }
}
