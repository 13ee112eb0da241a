package dev.millrace.job.ingest;

/**
 * What a topic has at one moment.
 *
 * @param topic its name
 * @param topicId the broker's id, which a topic created again under the same name does not have
 * @param earliest [S] first offset that each partition still has
 * @param latest [S] next offset that each partition will give
 */
public record LogExtent(String topic, String topicId, long[] earliest, long[] latest) {
  public LogExtent {
    if (earliest.length != latest.length) {
      throw new IllegalArgumentException(
          topic + ": " + earliest.length + " beginnings, " + latest.length + " ends");
    }
  }

  public int partitions() {
    return earliest.length;
  }
}
