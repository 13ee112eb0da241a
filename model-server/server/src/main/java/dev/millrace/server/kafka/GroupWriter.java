package dev.millrace.server.kafka;

import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import dev.millrace.schemas.topics.KafkaSizes;
import dev.millrace.server.FirstFailure;
import dev.millrace.server.admission.Admission;
import dev.millrace.server.admission.PendingPrompt;
import dev.millrace.server.sampling.GroupSink;
import dev.millrace.server.sampling.SamplingFigures;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Groups on their way to their topic, keyed by prompt id, in the partition of their prompt. A group
 * that the topic would not take is refused by name; any other failure to write ends the generator.
 *
 * <p>A group that waits for feedback goes to the pending topic. It gives its room back at once: how
 * far generation runs ahead is a matter of the groups topic, and people take their time.
 */
public final class GroupWriter implements GroupSink {
  private static final Logger LOG = LoggerFactory.getLogger(GroupWriter.class);

  /** Room for what Kafka adds to a record: batch header, lengths, offsets. */
  private static final int OVERHEAD_BYTES = 1024;

  private final Producer<byte[], byte[]> producer;
  private final String groups;
  private final String pending;
  private final Admission admission;
  private final SamplingFigures figures;
  private final FirstFailure failure;

  /**
   * @param groups the groups topic
   * @param pending the topic of groups that wait for feedback; partitioned like the other
   */
  public GroupWriter(
      Producer<byte[], byte[]> producer,
      String groups,
      String pending,
      Admission admission,
      SamplingFigures figures,
      FirstFailure failure) {
    this.producer = producer;
    this.groups = groups;
    this.pending = pending;
    this.admission = admission;
    this.figures = figures;
    this.failure = failure;
  }

  @Override
  public void write(PendingPrompt prompt, ResponseGroup group) {
    byte[] key = prompt.prompt().promptId().getBytes(StandardCharsets.UTF_8);
    byte[] value = ResponseGroupCodec.encode(group);
    String topic = topicOf(prompt);
    if (key.length + value.length + OVERHEAD_BYTES > KafkaSizes.GROUP_BYTES) {
      refuse(prompt, topic, value.length + " bytes, a group may have " + KafkaSizes.GROUP_BYTES);
      return;
    }
    var unused = // the callback hears of every failure
        producer.send(
            new ProducerRecord<>(topic, prompt.shard(), key, value),
            (metadata, problem) -> acknowledged(prompt, topic, metadata, problem));
  }

  private String topicOf(PendingPrompt prompt) {
    return prompt.prompt().waitsForFeedback() ? pending : groups;
  }

  private void acknowledged(
      PendingPrompt prompt, String topic, RecordMetadata metadata, @Nullable Exception problem) {
    if (problem == null) {
      if (topic.equals(groups)) {
        admission.written(prompt, metadata.offset());
      } else {
        admission.withdrawn(prompt);
      }
      figures.groupWritten();
    } else if (problem instanceof RecordTooLargeException) {
      refuse(prompt, topic, String.valueOf(problem.getMessage()));
    } else {
      failure.fail(
          new IllegalStateException(
              "group " + prompt.groupId() + " could not be written to " + topic, problem));
    }
  }

  private void refuse(PendingPrompt prompt, String topic, String why) {
    LOG.warn("group {} is too large for {}: {}", prompt.groupId(), topic, why);
    figures.groupRefused();
    admission.withdrawn(prompt);
  }
}
