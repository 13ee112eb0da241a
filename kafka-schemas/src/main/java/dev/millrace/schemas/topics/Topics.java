package dev.millrace.schemas.topics;

import java.util.regex.Pattern;

/**
 * The topic names of one pipeline. Lower case with dots and hyphens: legal for Kafka, for its
 * metric names (where dot and underscore collide), and for Kubernetes.
 *
 * @param pipeline name of the pipeline: lower-case letters, digits and inner hyphens, at most 63
 */
public record Topics(String pipeline) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  public Topics {
    if (!NAME.matcher(pipeline).matches()) {
      throw new IllegalArgumentException(
          "pipeline name must be 1 to 63 lower-case letters, digits or inner hyphens, was \""
              + pipeline
              + "\"");
    }
  }

  /** Tasks to sample answers for; key prompt id, S partitions. */
  public String prompts() {
    return topic("prompts.v1");
  }

  /** Response groups, the data set itself; key prompt id, S partitions, one a shard. */
  public String groups() {
    return topic("groups.v1");
  }

  /** Pointers to published weights; key model id, compacted. */
  public String weights() {
    return topic("weights.v1");
  }

  /** One record a training step; key lineage.step. */
  public String ledger() {
    return topic("ledger.v1");
  }

  /** Groups that became no slot, without their payload; key prompt id. */
  public String dropped() {
    return topic("dropped.v1");
  }

  /** Records of any topic that could not be used; key origin topic-partition-offset. */
  public String deadLetters() {
    return topic("groups.v1.dlq");
  }

  /** What was said of responses; key response id, one partition, so that votes have one order. */
  public String feedback() {
    return topic("feedback.v1");
  }

  /** Groups that wait for feedback before they are groups to learn from; as the groups topic. */
  public String pending() {
    return topic("pending.v1");
  }

  /** Feedback that did not count, with its bytes and the reason; key origin. */
  public String lateFeedback() {
    return topic("feedback-late.v1");
  }

  private String topic(String leaf) {
    return "millrace." + pipeline + "." + leaf;
  }
}
