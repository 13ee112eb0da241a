package dev.millrace.job.feedback;

import dev.millrace.job.ingest.RawRecord;
import dev.millrace.job.ingest.Refusals;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.ResponseId;
import dev.millrace.schemas.avro.MalformedRecordException;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Shell that reads pending groups: one that feedback could never find is a dead letter. */
final class PendingFunction extends ProcessFunction<RawRecord, PendingGroup> {
  private final FeedbackSettings settings;

  private transient FeedbackMetrics metrics;

  PendingFunction(FeedbackSettings settings) {
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    metrics = new FeedbackMetrics(getRuntimeContext().getMetricGroup());
  }

  @Override
  public void processElement(RawRecord record, Context context, Collector<PendingGroup> out) {
    ResponseGroup group;
    try {
      group = ResponseGroupCodec.decode(record.value());
    } catch (MalformedRecordException e) {
      refuse(record, String.valueOf(e.getMessage()), e.getClass().getName(), context);
      return;
    }
    for (int i = 0; i < group.responses().size(); i++) {
      String id = group.responses().get(i).responseId();
      String wanted = new ResponseId(group.groupId(), i).text();
      if (!id.equals(wanted)) {
        String reason = "response id '" + id + "' is not '" + wanted + "': no feedback finds it";
        refuse(record, reason, "", context);
        return;
      }
    }
    Wish wish = Wish.of(group, settings.timeout().toMillis());
    out.collect(new PendingGroup(group.groupId(), wish, record.value()));
  }

  private void refuse(RawRecord record, String reason, String exception, Context context) {
    metrics.malformed();
    long now = context.timerService().currentProcessingTime();
    context.output(
        Refusals.DEAD_LETTERS, Refusals.deadLetter(record, Settle.ROOM, reason, exception, now));
  }
}
