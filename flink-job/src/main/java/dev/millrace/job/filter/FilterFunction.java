package dev.millrace.job.filter;

import dev.millrace.job.credit.CreditedGroup;
import dev.millrace.job.ingest.DropCounters;
import dev.millrace.job.ingest.ReceivedGroup;
import dev.millrace.job.ingest.Refusals;
import dev.millrace.job.score.ResponseScore;
import dev.millrace.schemas.DropReason;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Shell of {@code filter}: every group is a slot, effective or a hole. */
final class FilterFunction extends ProcessFunction<CreditedGroup, Slot> {
  private final String channel;

  private transient DropCounters drops;

  FilterFunction(String channel) {
    this.channel = channel;
  }

  @Override
  public void open(OpenContext context) {
    drops = new DropCounters(getRuntimeContext().getMetricGroup());
  }

  @Override
  public void processElement(CreditedGroup group, Context context, Collector<Slot> out) {
    List<ResponseScore> scores = group.scored().scores();
    if (!Gate.knows(scores, channel)) {
      ReceivedGroup received = group.scored().received();
      drops.count(DropReason.UNSCORED);
      context.output(
          Refusals.DROPPED,
          Refusals.dropped(
              received,
              DropReason.UNSCORED,
              "no gate channel " + channel,
              context.timerService().currentProcessingTime()));
      return;
    }
    out.collect(new Slot(group, Gate.isEffective(scores, channel)));
  }
}
