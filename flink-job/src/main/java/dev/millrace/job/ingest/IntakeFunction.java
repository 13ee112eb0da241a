package dev.millrace.job.ingest;

import dev.millrace.schemas.DropReason;
import dev.millrace.schemas.DroppedGroup;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.avro.MalformedRecordException;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Shell of {@code ingest}: a record is a group, a dead letter, or a duplicate. Keyed by shard. */
final class IntakeFunction extends KeyedProcessFunction<Integer, RawRecord, ReceivedGroup> {
  /** State name, for readers of savepoints. */
  static final String STATE = "ingest-shard";

  private final IngestSettings settings;
  private final GroupsLog log;
  private final int shards;

  private transient OffsetWatch offsets;
  private transient MalformedWindow[] verdicts; // [S]
  private transient ValueState<ShardIntake> state;
  private transient DuplicateWindow window;
  private transient Counter read;
  private transient Counter malformed;
  private transient Counter duplicate;

  IntakeFunction(IngestSettings settings, GroupsLog log, int shards) {
    this.settings = settings;
    this.log = log;
    this.shards = shards;
  }

  @Override
  public void open(OpenContext context) {
    window = new DuplicateWindow(getRuntimeContext(), settings.duplicateWindow());
    state =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>(STATE, TypeInformation.of(ShardIntake.class)));
    MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("millrace");
    read = metrics.counter("groups_read_total");
    malformed = metrics.counter("groups_malformed_total");
    duplicate = metrics.counter("groups_duplicate_total");
    Counter lost = metrics.counter("groups_lost_to_retention_total");
    offsets = new OffsetWatch(log, shards, settings.onGap(), lost);
    verdicts = new MalformedWindow[shards];
  }

  /** Reads what is known of the shard of the current key, and compares it with the log. */
  void restore(int shard) throws Exception {
    ShardIntake saved = state.value();
    if (saved == null) {
      offsets.begin(shard);
      verdicts[shard] = new MalformedWindow();
    } else {
      offsets.resume(shard, saved.topicId(), saved.next());
      verdicts[shard] = new MalformedWindow(saved.malformed(), saved.judged());
    }
  }

  /** Writes what is known of the shard of the current key. */
  void save(int shard) throws Exception {
    MalformedWindow last = verdicts[shard];
    state.update(new ShardIntake(offsets.topicId(), offsets.next(shard), last.bits(), last.seen()));
  }

  @Override
  public void processElement(RawRecord record, Context context, Collector<ReceivedGroup> out)
      throws Exception {
    offsets.check(record);
    read.inc();
    if (record.value().length > settings.maxRecordBytes()) {
      String reason = record.value().length + " bytes, more than " + settings.maxRecordBytes();
      refuse(record, reason, "", context);
      return;
    }
    ResponseGroup group;
    try {
      group = ResponseGroupCodec.decode(record.value());
    } catch (MalformedRecordException e) {
      refuse(record, String.valueOf(e.getMessage()), e.getClass().getName(), context);
      return;
    }
    Optional<String> problem = GroupCheck.problem(group, settings);
    if (problem.isPresent()) {
      String id = Refusals.shortened(group.groupId(), GroupCheck.LONGEST_ID);
      refuse(record, "group " + id + ": " + problem.get(), "", context);
      return;
    }
    verdicts[record.partition()].add(false);
    ReceivedGroup received = new ReceivedGroup(group, record.partition(), record.offset());
    if (window.add(context.getCurrentKey(), group.groupId())) {
      out.collect(received);
    } else {
      duplicate.inc();
      long now = context.timerService().currentProcessingTime();
      context.output(Refusals.DROPPED, Refusals.dropped(received, DropReason.DUPLICATE, "", now));
    }
  }

  private void refuse(RawRecord record, String why, String exceptionClass, Context context) {
    malformed.inc();
    String reason = Refusals.shortened(why);
    long now = context.timerService().currentProcessingTime();
    context.output(Refusals.DEAD_LETTERS, Refusals.deadLetter(record, reason, exceptionClass, now));
    context.output(
        Refusals.DROPPED,
        new DroppedGroup(
            "", "", DropReason.MALFORMED, reason, record.partition(), record.offset(), now));
    MalformedWindow last = verdicts[record.partition()];
    last.add(true);
    if (last.isBeyond(settings.maxMalformed())) {
      throw FinalFailure.because(poisoned(record, last, reason));
    }
  }

  private String poisoned(RawRecord record, MalformedWindow last, String reason) {
    return last.malformed()
        + " of the last "
        + MalformedWindow.RECORDS
        + " records of "
        + record.topic()
        + "-"
        + record.partition()
        + " are malformed, more than "
        + IngestSettings.MAX_MALFORMED.key()
        + " "
        + settings.maxMalformed()
        + ": a producer is broken. The last, at offset "
        + record.offset()
        + ": "
        + reason
        + ". They are dead letters; "
        + IngestSettings.MAX_MALFORMED.key()
        + "=1 goes on past them";
  }
}
