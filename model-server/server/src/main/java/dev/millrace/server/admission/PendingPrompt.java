package dev.millrace.server.admission;

import dev.millrace.schemas.Prompt;

/**
 * A prompt that waits for its group.
 *
 * @param prompt the task
 * @param tokens [P] token ids that the responses will follow
 * @param topic origin topic
 * @param shard origin partition, and partition of the group to be
 * @param offset origin offset
 */
public record PendingPrompt(Prompt prompt, int[] tokens, String topic, int shard, long offset) {
  /** The group's identity: the same prompt record always makes the same group. */
  public String groupId() {
    return topic + "-" + shard + "-" + offset;
  }
}
