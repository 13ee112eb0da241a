package dev.millrace.job.ingest;

import dev.millrace.schemas.ResponseGroup;

/**
 * A group as it was read, and where it was read. The partition is the shard.
 *
 * @param group the group
 * @param partition partition of the groups topic
 * @param offset offset in that partition
 */
public record ReceivedGroup(ResponseGroup group, int partition, long offset) {
  public ReceivedGroup {
    if (partition < 0 || offset < 0) {
      throw new IllegalArgumentException(
          "group " + group.groupId() + " at partition " + partition + ", offset " + offset);
    }
  }
}
