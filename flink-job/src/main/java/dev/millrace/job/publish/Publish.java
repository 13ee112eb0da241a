package dev.millrace.job.publish;

import dev.millrace.job.learn.StepResult;
import dev.millrace.job.settings.StreamSettings;
import dev.millrace.schemas.DeadLetter;
import dev.millrace.schemas.DroppedGroup;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.schemas.avro.DeadLetterCodec;
import dev.millrace.schemas.avro.DroppedGroupCodec;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import dev.millrace.schemas.avro.StepRecordCodec;
import dev.millrace.schemas.avro.WeightVersionCodec;
import dev.millrace.schemas.topics.DeadLetterHeaders;
import dev.millrace.schemas.topics.KafkaSizes;
import dev.millrace.schemas.topics.Topics;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.jspecify.annotations.Nullable;

/**
 * The room that writes: weight versions and the ledger, and what other rooms refused. Everything is
 * at-least-once and at once; readers fold copies by lineage and step, group id, or origin.
 */
public final class Publish {
  private Publish() {}

  /** Writes versions and ledger records of the steps. */
  public static void steps(DataStream<StepResult> steps, StreamSettings stream) {
    Topics topics = stream.topics();
    sink(
        steps,
        "weights",
        stream,
        new RecordSchema<>(
            topics.weights(),
            step -> step.version() == null ? "" : step.version().modelId(),
            step -> version(step.version()),
            step -> Map.of()));
    sink(
        steps,
        "ledger",
        stream,
        new RecordSchema<>(
            topics.ledger(),
            step -> step.record() == null ? "" : lineageAndStep(step.record()),
            step -> record(step.record()),
            step -> Map.of()));
  }

  /** Writes the notices of dropped groups. */
  public static void dropped(DataStream<DroppedGroup> dropped, StreamSettings stream) {
    sink(
        dropped,
        "dropped",
        stream,
        new RecordSchema<>(
            stream.topics().dropped(),
            DroppedGroup::promptId,
            DroppedGroupCodec::encode,
            notice -> Map.of()));
  }

  /**
   * Writes settled groups to the topic that groups are learnt from, each to the partition of its
   * prompt. The copies of a restart die there by their group id; the first is the one that is
   * trained, now and in every recorded run.
   */
  public static void settledGroups(DataStream<ResponseGroup> groups, StreamSettings stream) {
    sink(
        groups,
        "settled",
        stream,
        new RecordSchema<>(
            stream.topics().groups(),
            group -> group.prompt().promptId(),
            ResponseGroupCodec::encode,
            group -> Map.of()));
  }

  /** Writes feedback that was not used. */
  public static void lateFeedback(DataStream<DeadLetter> late, StreamSettings stream) {
    sink(
        late,
        "feedback-late",
        stream,
        new RecordSchema<>(
            stream.topics().lateFeedback(),
            DeadLetterHeaders::key,
            DeadLetterCodec::encode,
            DeadLetterHeaders::of));
  }

  /** Writes dead letters. */
  public static void deadLetters(DataStream<DeadLetter> letters, StreamSettings stream) {
    sink(
        letters,
        "dead-letters",
        stream,
        new RecordSchema<>(
            stream.topics().deadLetters(),
            DeadLetterHeaders::key,
            DeadLetterCodec::encode,
            DeadLetterHeaders::of));
  }

  private static <T> void sink(
      DataStream<T> records, String name, StreamSettings stream, RecordSchema<T> schema) {
    Properties properties = stream.clientProperties();
    properties.setProperty("linger.ms", "0");
    properties.setProperty("acks", "all");
    properties.setProperty(
        "max.request.size", String.valueOf(KafkaSizes.PRODUCER_MAX_REQUEST_SIZE));
    records
        .sinkTo(
            KafkaSink.<T>builder()
                .setKafkaProducerConfig(properties)
                .setBootstrapServers(stream.bootstrap())
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(schema)
                .build())
        .name(name)
        .uid("millrace-publish-" + name)
        .setParallelism(1);
  }

  private static byte @Nullable [] version(@Nullable WeightVersion version) {
    return version == null ? null : WeightVersionCodec.encode(version);
  }

  private static byte @Nullable [] record(@Nullable StepRecord record) {
    if (record == null) {
      return null;
    }
    byte[] bytes = StepRecordCodec.encode(record);
    if (bytes.length > KafkaSizes.LEDGER_BYTES) {
      throw new IllegalStateException(
          "step "
              + record.step()
              + ": the ledger record of its "
              + record.slots().size()
              + " slots has "
              + bytes.length
              + " bytes, it may have "
              + KafkaSizes.LEDGER_BYTES
              + "; lower millrace.batch-slots or the responses of a group");
    }
    return bytes;
  }

  private static String lineageAndStep(StepRecord record) {
    return record.lineage() + "." + record.step();
  }
}
