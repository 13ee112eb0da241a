package dev.millrace.ops.bench;

import dev.millrace.job.ingest.ReceivedGroup;
import dev.millrace.job.score.Score;
import dev.millrace.job.score.ScoreSettings;
import dev.millrace.job.score.ScoredGroup;
import dev.millrace.job.settings.OptionValues;
import dev.millrace.job.settings.StreamSettings;
import dev.millrace.ops.local.LocalCluster;
import dev.millrace.ops.local.LocalClusterSettings;
import dev.millrace.ops.local.Ports;
import dev.millrace.ops.local.StateDirectory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * The room {@code score} in a job on a cluster, between groups that are ready and nothing: how much
 * it takes, and what a verifier that hangs costs the others.
 */
final class ScoreBenchmark {
  private static final double WANTED = 5_000;
  private static final double WANTED_RATIO = 0.95;
  private static final double UNPACED = Double.POSITIVE_INFINITY;
  private static final int EVERY_NTH = 49;
  private static final Duration CANCEL = Duration.ofSeconds(60);
  private static final Duration START = Duration.ofSeconds(60);

  /** Responses that were scored; the job runs in this process. */
  private static final LongAdder SCORED = new LongAdder();

  private final StateDirectory state;
  private final ScoreSettings settings;
  private final Consumer<String> notes;

  ScoreBenchmark(StateDirectory state, Map<String, String> options, Consumer<String> notes) {
    this.state = state;
    this.settings = ScoreSettings.from(OptionValues.of(options));
    this.notes = notes;
  }

  /**
   * Measures and reports.
   *
   * @param seconds of each run, from its first scored response
   */
  void run(BenchReport.Section section, int seconds) throws InterruptedException {
    LocalClusterSettings cluster =
        LocalClusterSettings.laptop(state.flink(), state.logFile(), Ports.free());
    try (LocalCluster flink = LocalCluster.start(cluster)) {
      int some = Math.min(20, seconds);
      measure(flink, "warm-up", UNPACED, 0, Math.min(10, seconds));
      double most = measure(flink, "number", UNPACED, 0, some)[0];
      double pace = 1.2 * WANTED / WorkedAnswers.RESPONSES;
      double before = measure(flink, "number at a pace", pace, 0, seconds)[0];
      double hung = measure(flink, "the same beside a hung verifier", pace, EVERY_NTH, seconds)[0];
      double[] full =
          measure(flink, "as fast as it goes, beside it", UNPACED, EVERY_NTH, seconds, some);
      section.add(
          Figure.of("number, as fast as it goes, 2 subtasks", most, "responses/s").atLeast(WANTED));
      section.add(
          Figure.of("number, " + Math.round(1.2 * WANTED) + "/s offered", before, "responses/s")
              .atLeast(WANTED));
      section.add(
          Figure.of("the same, and 1 group in 50 for a verifier that hangs", hung, "responses/s")
              .atLeast(WANTED));
      section.add(
          Figure.of("beside a hung verifier over without", hung / before, "")
              .atLeast(WANTED_RATIO));
      // A full stream waits for the three deadlines after which the verifier is left alone.
      section.add(
          Figure.of(
              "as fast as it goes, beside a hung verifier, first " + seconds + " s",
              full[0],
              "responses/s"));
      section.add(Figure.of("the same after that, over without", full[1] / most, ""));
    }
  }

  /**
   * Runs a job.
   *
   * @param seconds of each window, one behind the other from the first scored response
   * @return responses a second in each
   */
  private double[] measure(
      LocalCluster flink, String what, double groupsPerSecond, int everyNth, int... seconds)
      throws InterruptedException {
    int all = Arrays.stream(seconds).sum();
    notes.accept(String.format(Locale.ROOT, "score: %s, %d s", what, all));
    SCORED.reset();
    JobID job = flink.submit(job(flink.environment(), groupsPerSecond, everyNth));
    long patience = System.nanoTime() + START.toNanos();
    while (SCORED.sum() == 0) {
      if (System.nanoTime() > patience) {
        throw new IllegalStateException(
            "no response was scored within " + START.toSeconds() + " s: " + flink.failure(job));
      }
      Thread.sleep(1);
    }
    double[] rates = new double[seconds.length];
    for (int window = 0; window < rates.length; window++) {
      long from = System.nanoTime();
      long already = SCORED.sum();
      Thread.sleep(seconds[window] * 1_000L);
      rates[window] = (SCORED.sum() - already) / ((System.nanoTime() - from) / 1e9);
    }
    flink.cancel(job, CANCEL);
    return rates;
  }

  private StreamExecutionEnvironment job(
      StreamExecutionEnvironment env, double groupsPerSecond, int everyNth) {
    StreamSettings stream = new StreamSettings("none", "bench", Map.of(), 4, 2, 4, 1);
    env.setParallelism(stream.parallelism());
    env.setMaxParallelism(stream.maxParallelism());
    var groups =
        env.fromSequence(0, Long.MAX_VALUE - 1)
            .uid("bench-sequence")
            .flatMap(new OfferedGroups(stream, groupsPerSecond, everyNth))
            .returns(TypeInformation.of(ReceivedGroup.class))
            .uid("bench-groups");
    Score.byVerifiers(groups, stream, settings, (loader, listener) -> HungVerifier.load(loader))
        .map(new Count())
        .returns(TypeInformation.of(ScoredGroup.class))
        .uid("bench-count")
        .sinkTo(new DiscardingSink<>())
        .uid("bench-end");
    return env;
  }

  private static final class Count implements MapFunction<ScoredGroup, ScoredGroup> {
    @Override
    public ScoredGroup map(ScoredGroup group) {
      SCORED.add(group.scores().size());
      return group;
    }
  }
}
