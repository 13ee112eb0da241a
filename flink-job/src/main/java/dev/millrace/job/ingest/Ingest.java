package dev.millrace.job.ingest;

import dev.millrace.job.settings.Recording;
import dev.millrace.job.settings.StreamSettings;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.schemas.topics.KafkaSizes;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.TopicPartition;

/** The room that reads: groups to learn from, and the versions that open the emission gate. */
public final class Ingest {
  private Ingest() {}

  /** Groups that hold the contract, once each, in the order of their partition. */
  public static SingleOutputStreamOperator<ReceivedGroup> responseGroups(
      StreamExecutionEnvironment env, StreamSettings stream, IngestSettings settings) {
    KafkaSourceBuilder<RawRecord> builder =
        source(stream, stream.groupsTopic(), "groups", new RawRecordSchema())
            .setProperty("fetch.max.bytes", String.valueOf(KafkaSizes.CONSUMER_FETCH_MAX_BYTES))
            .setProperty(
                "max.partition.fetch.bytes", String.valueOf(KafkaSizes.CONSUMER_FETCH_MAX_BYTES))
            // Growth of the topic is refused when it is discovered.
            .setProperty("partition.discovery.interval.ms", "60000");
    Recording recording = stream.recording();
    Source<RawRecord, ?, ?> source =
        recording == null
            ? builder.build()
            : new FrozenGroups(
                builder.setBounded(OffsetsInitializer.offsets(ends(recording))).build());
    return intake(
        env.fromSource(
                source,
                WatermarkStrategy.noWatermarks(),
                "groups",
                TypeInformation.of(RawRecord.class))
            .uid("millrace-ingest-groups")
            .setParallelism(stream.parallelism()),
        stream,
        settings,
        () -> GroupsTopic.extent(stream));
  }

  /**
   * Groups that hold the contract, once each, from records of the groups topic.
   *
   * @param log what the topic has, asked before the first record and when offsets are missing
   */
  public static SingleOutputStreamOperator<ReceivedGroup> intake(
      DataStream<RawRecord> records,
      StreamSettings stream,
      IngestSettings settings,
      GroupsLog log) {
    ShardKeys keys = new ShardKeys(stream.shards(), stream.maxParallelism());
    return records
        .keyBy(record -> keys.keyOf(record.partition()), Types.INT)
        .transform(
            "ingest",
            TypeInformation.of(ReceivedGroup.class),
            new IntakeOperator(new IntakeFunction(settings, log, stream.shards()), keys))
        .uid("millrace-ingest")
        .setParallelism(stream.parallelism());
  }

  /**
   * Published weight versions, in the order of publishing. Those of a recorded run end, and are at
   * the end of event time from the first one on, so that the groups alone say when it comes.
   */
  public static DataStream<WeightVersion> weightVersions(
      StreamExecutionEnvironment env, StreamSettings stream) {
    KafkaSource<WeightVersion> source =
        source(stream, stream.topics().weights(), "versions", new WeightVersionSchema())
            .setProperty("fetch.max.wait.ms", "50")
            .setProperty("partition.discovery.interval.ms", "-1")
            .build();
    boolean recorded = stream.recording() != null;
    return env.fromSource(
            recorded ? new VersionsUntilLast(source) : source,
            recorded
                ? WatermarkStrategy.forGenerator(context -> new EndOfTime())
                : WatermarkStrategy.noWatermarks(),
            "versions",
            TypeInformation.of(WeightVersion.class))
        .uid("millrace-ingest-versions")
        .setParallelism(1);
  }

  private static Map<TopicPartition, Long> ends(Recording recording) {
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (int partition = 0; partition < recording.until().length; partition++) {
      ends.put(new TopicPartition(recording.topic(), partition), recording.until()[partition]);
    }
    return ends;
  }

  private static <T> KafkaSourceBuilder<T> source(
      StreamSettings stream,
      String topic,
      String role,
      KafkaRecordDeserializationSchema<T> deserializer) {
    String client = "millrace-" + stream.pipeline() + "-" + role;
    return KafkaSource.<T>builder()
        .setProperties(stream.clientProperties())
        .setBootstrapServers(stream.bootstrap())
        .setTopics(topic)
        .setGroupId(client)
        .setClientIdPrefix(client)
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setDeserializer(deserializer);
  }
}
