package dev.millrace.job.score;

import dev.millrace.job.ingest.DropCounters;
import dev.millrace.job.ingest.ReceivedGroup;
import dev.millrace.job.ingest.Refusals;
import dev.millrace.schemas.DropReason;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Shell of {@code score}: a group is scored, or dropped because it could not be judged. */
final class ScoreFunction extends ProcessFunction<ReceivedGroup, ScoredGroup> {
  private final RewardWeights weights;

  private transient Map<String, Verifier> verifiers;
  private transient DropCounters drops;

  ScoreFunction(RewardWeights weights) {
    this.weights = weights;
  }

  @Override
  public void open(OpenContext context) {
    verifiers = Verifiers.load(getRuntimeContext().getUserCodeClassLoader());
    drops = new DropCounters(getRuntimeContext().getMetricGroup());
  }

  @Override
  public void processElement(ReceivedGroup received, Context context, Collector<ScoredGroup> out) {
    List<ResponseScore> scores;
    try {
      scores = GroupScores.of(received.group(), verifiers, weights);
    } catch (UnscoredException e) {
      drops.count(DropReason.UNSCORED);
      long now = context.timerService().currentProcessingTime();
      context.output(
          Refusals.DROPPED,
          Refusals.dropped(received, DropReason.UNSCORED, String.valueOf(e.getMessage()), now));
      return;
    }
    out.collect(new ScoredGroup(received, scores));
  }
}
