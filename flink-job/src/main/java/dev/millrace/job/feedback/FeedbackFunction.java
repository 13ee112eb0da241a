package dev.millrace.job.feedback;

import dev.millrace.job.ingest.RawRecord;
import dev.millrace.job.ingest.Refusals;
import dev.millrace.schemas.Feedback;
import dev.millrace.schemas.ResponseId;
import dev.millrace.schemas.avro.FeedbackCodec;
import dev.millrace.schemas.avro.MalformedRecordException;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Shell that reads feedback: what cannot be used is a dead letter, what fits nothing unknown. */
final class FeedbackFunction extends ProcessFunction<RawRecord, ReceivedFeedback> {
  private final FeedbackSettings settings;

  private transient FeedbackMetrics metrics;

  FeedbackFunction(FeedbackSettings settings) {
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    metrics = new FeedbackMetrics(getRuntimeContext().getMetricGroup());
  }

  @Override
  public void processElement(RawRecord record, Context context, Collector<ReceivedFeedback> out) {
    metrics.read();
    long now = context.timerService().currentProcessingTime();
    Feedback feedback;
    try {
      feedback = FeedbackCodec.decode(record.value());
    } catch (MalformedRecordException e) {
      refuse(record, String.valueOf(e.getMessage()), e.getClass().getName(), context);
      return;
    }
    Optional<String> problem = FeedbackCheck.problem(feedback, now + settings.slack().toMillis());
    if (problem.isPresent()) {
      refuse(record, problem.get(), "", context);
      return;
    }
    Optional<ResponseId> response = ResponseId.parse(feedback.responseId());
    if (response.isEmpty()) {
      metrics.unknown();
      String reason = "unknown: response id '" + feedback.responseId() + "' is not <group>/<index>";
      context.output(Settle.LATE, Refusals.deadLetter(record, Settle.ROOM, reason, "", now));
      return;
    }
    ResponseId id = response.get();
    out.collect(new ReceivedFeedback(id.groupId(), id.index(), feedback.vote(), record));
  }

  private void refuse(RawRecord record, String reason, String exception, Context context) {
    metrics.malformed();
    long now = context.timerService().currentProcessingTime();
    context.output(
        Refusals.DEAD_LETTERS, Refusals.deadLetter(record, Settle.ROOM, reason, exception, now));
  }
}
