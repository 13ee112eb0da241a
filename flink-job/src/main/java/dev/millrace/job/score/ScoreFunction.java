package dev.millrace.job.score;

import dev.millrace.job.ingest.DropCounters;
import dev.millrace.job.ingest.ReceivedGroup;
import dev.millrace.job.ingest.Refusals;
import dev.millrace.job.score.code.CodeVerifier;
import dev.millrace.schemas.DropReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Shell of {@code score}: a group is scored, or dropped because it could not be judged. */
final class ScoreFunction extends ProcessFunction<ReceivedGroup, ScoredGroup> {
  private final ScoreSettings settings;

  private transient Map<String, Verifier> verifiers;
  private transient List<TimedVerifier> timed;
  private transient DropCounters drops;

  ScoreFunction(ScoreSettings settings) {
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    timed = new ArrayList<>();
    verifiers = Verifiers.load(getRuntimeContext().getUserCodeClassLoader(), settings.code());
    if (settings.code().isolation().atStart()
        && verifiers.get(CodeVerifier.NAME) instanceof CodeVerifier code) {
      code.isolated();
    }
    verifiers.replaceAll((name, verifier) -> withDeadline(verifier));
    drops = new DropCounters(getRuntimeContext().getMetricGroup());
  }

  private Verifier withDeadline(Verifier verifier) {
    if (verifier.isBounded()) {
      return verifier;
    }
    TimedVerifier late = new TimedVerifier(verifier, settings.verifierTimeout());
    timed.add(late);
    return late;
  }

  @Override
  public void close() {
    if (timed != null) {
      timed.forEach(TimedVerifier::close);
    }
  }

  @Override
  public void processElement(ReceivedGroup received, Context context, Collector<ScoredGroup> out) {
    List<ResponseScore> scores;
    try {
      scores =
          GroupScores.of(received.group(), verifiers, settings.combination(), settings.unscored());
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
