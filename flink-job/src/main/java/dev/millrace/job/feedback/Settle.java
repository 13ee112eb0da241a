package dev.millrace.job.feedback;

import dev.millrace.job.ingest.GroupsTopic;
import dev.millrace.job.ingest.RawRecord;
import dev.millrace.job.ingest.RawRecordSchema;
import dev.millrace.job.ingest.Refusals;
import dev.millrace.job.settings.InvalidOptionException;
import dev.millrace.job.settings.StreamSettings;
import dev.millrace.schemas.DeadLetter;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.topics.KafkaSizes;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;

/**
 * The room in which groups wait for feedback. What leaves it is written to the groups topic, which
 * the job reads like every other group: all that is trained is in one log.
 *
 * <p>Everything here runs once. The feedback topic has one partition, so there is one order of
 * feedback, and what a source may have of it is a function of the log.
 */
public final class Settle {
  /** Feedback that was not used: late, unknown, or more than the share of its source. */
  public static final OutputTag<DeadLetter> LATE =
      new OutputTag<>("feedback-late", TypeInformation.of(DeadLetter.class));

  /** What dead letters call this room. */
  static final String ROOM = "feedback";

  private static final String UID = "millrace-feedback";

  private Settle() {}

  /**
   * Refuses a feedback topic that is not there or has not one partition: of several, one that is
   * read ahead would make what lies in the others late. Waits at most 15 s for each answer of the
   * broker.
   */
  public static void check(StreamSettings stream) {
    String topic = stream.topics().feedback();
    int partitions = GroupsTopic.extent(stream, topic).partitions();
    if (partitions != 1) {
      throw new InvalidOptionException(
          FeedbackSettings.TIMEOUT.key()
              + " is set, but topic "
              + topic
              + " has "
              + partitions
              + " partitions, not 1");
    }
  }

  /**
   * What comes out of the room.
   *
   * @param groups settled groups
   * @param late feedback that was not used
   * @param deadLetters records that could not be read
   */
  public record Settled(
      DataStream<ResponseGroup> groups,
      DataStream<DeadLetter> late,
      DataStream<DeadLetter> deadLetters) {}

  /** Groups of the pending topic once they have waited enough, with what was said of them. */
  public static Settled groups(
      StreamExecutionEnvironment env, StreamSettings stream, FeedbackSettings settings) {
    var pending =
        once(
            records(env, stream, stream.topics().pending(), "pending")
                .process(new PendingFunction(settings))
                .returns(PendingGroup.class),
            "pending-groups",
            UID + "-pending-groups");
    var feedback =
        once(
            records(env, stream, stream.topics().feedback(), "feedback")
                .process(new FeedbackFunction(settings))
                .returns(ReceivedFeedback.class),
            "feedback-intake",
            UID + "-intake");
    long slack = settings.slack().toMillis();
    long tick = env.getConfig().getAutoWatermarkInterval();
    var timed =
        once(
            feedback.assignTimestampsAndWatermarks(
                WatermarkStrategy.<ReceivedFeedback>forGenerator(
                        context -> new QuietClock(slack, tick, System::currentTimeMillis))
                    .withTimestampAssigner((vote, time) -> vote.vote().timeMillis())),
            "feedback-time",
            UID + "-time");
    // Time is what feedback says: a group that is read late has only waited longer.
    var waiting =
        once(
            pending.assignTimestampsAndWatermarks(
                WatermarkStrategy.forGenerator(context -> new NoTime())),
            "pending-time",
            UID + "-pending-time");
    var groups =
        once(
            waiting
                .connect(timed)
                .keyBy(PendingGroup::groupId, ReceivedFeedback::groupId, Types.STRING)
                .process(new SettleFunction(settings))
                .returns(ResponseGroup.class),
            "feedback",
            UID);
    return new Settled(
        groups,
        feedback.getSideOutput(LATE).union(groups.getSideOutput(LATE)),
        pending
            .getSideOutput(Refusals.DEAD_LETTERS)
            .union(feedback.getSideOutput(Refusals.DEAD_LETTERS)));
  }

  private static DataStream<RawRecord> records(
      StreamExecutionEnvironment env, StreamSettings stream, String topic, String role) {
    String client = "millrace-" + stream.pipeline() + "-" + role;
    KafkaSource<RawRecord> source =
        KafkaSource.<RawRecord>builder()
            .setProperties(stream.clientProperties())
            .setBootstrapServers(stream.bootstrap())
            .setTopics(topic)
            .setGroupId(client)
            .setClientIdPrefix(client)
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setProperty("fetch.max.bytes", String.valueOf(KafkaSizes.CONSUMER_FETCH_MAX_BYTES))
            .setProperty("partition.discovery.interval.ms", "-1")
            .setDeserializer(new RawRecordSchema())
            .build();
    return env.fromSource(
            source, WatermarkStrategy.noWatermarks(), role, TypeInformation.of(RawRecord.class))
        .uid(UID + "-" + role + "-records")
        .setParallelism(1);
  }

  private static <T> SingleOutputStreamOperator<T> once(
      SingleOutputStreamOperator<T> operator, String name, String uid) {
    return operator.name(name).uid(uid).setParallelism(1);
  }
}
