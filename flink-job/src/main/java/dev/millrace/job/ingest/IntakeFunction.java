package dev.millrace.job.ingest;

import dev.millrace.schemas.DeadLetter;
import dev.millrace.schemas.DropReason;
import dev.millrace.schemas.DroppedGroup;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.avro.MalformedRecordException;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Shell of {@code ingest}: a record is a group, a dead letter, or a duplicate. Keyed by shard. */
final class IntakeFunction extends KeyedProcessFunction<Integer, RawRecord, ReceivedGroup> {
  private final IngestSettings settings;
  private final EarliestOffset earliest;

  private transient RetentionGap gap;
  private transient DuplicateWindow window;
  private transient Counter read;
  private transient Counter malformed;
  private transient Counter duplicate;

  IntakeFunction(IngestSettings settings, EarliestOffset earliest) {
    this.settings = settings;
    this.earliest = earliest;
  }

  @Override
  public void open(OpenContext context) {
    window = new DuplicateWindow(getRuntimeContext(), settings.duplicateWindow());
    MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("millrace");
    gap =
        new RetentionGap(
            getRuntimeContext(),
            settings.onGap(),
            earliest,
            metrics.counter("groups_lost_to_retention_total"));
    read = metrics.counter("groups_read_total");
    malformed = metrics.counter("groups_malformed_total");
    duplicate = metrics.counter("groups_duplicate_total");
  }

  @Override
  public void processElement(RawRecord record, Context context, Collector<ReceivedGroup> out)
      throws Exception {
    gap.check(record);
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
      refuse(record, "group " + group.groupId() + ": " + problem.get(), "", context);
      return;
    }
    ReceivedGroup received = new ReceivedGroup(group, record.partition(), record.offset());
    if (window.add(context.getCurrentKey(), group.groupId())) {
      out.collect(received);
    } else {
      duplicate.inc();
      long now = context.timerService().currentProcessingTime();
      context.output(Refusals.DROPPED, Refusals.dropped(received, DropReason.DUPLICATE, "", now));
    }
  }

  private void refuse(RawRecord record, String reason, String exceptionClass, Context context) {
    malformed.inc();
    long now = context.timerService().currentProcessingTime();
    context.output(
        Refusals.DEAD_LETTERS,
        new DeadLetter(
            record.topic(),
            record.partition(),
            record.offset(),
            record.timestampMillis(),
            record.key(),
            record.value(),
            "ingest",
            reason,
            exceptionClass,
            now));
    context.output(
        Refusals.DROPPED,
        new DroppedGroup(
            "", "", DropReason.MALFORMED, reason, record.partition(), record.offset(), now));
  }
}
