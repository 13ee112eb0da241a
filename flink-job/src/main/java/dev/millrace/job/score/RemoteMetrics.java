package dev.millrace.job.score;

import dev.millrace.job.score.judge.JudgeVerifier;
import dev.millrace.job.score.remote.HttpVerifier;
import dev.millrace.job.score.remote.RemoteListener;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** The figures of remote verifiers in the dashboard; written by the threads of their answers. */
final class RemoteMetrics implements RemoteListener {
  /** Judgements that the histogram looks back on. */
  private static final int JUDGEMENTS = 500;

  private final Map<String, Figures> byName;

  RemoteMetrics(MetricGroup metrics) {
    byName =
        Map.of(
            HttpVerifier.NAME,
            new Figures(metrics.addGroup("verifier", HttpVerifier.NAME)),
            JudgeVerifier.NAME,
            new Figures(metrics.addGroup("verifier", JudgeVerifier.NAME)));
  }

  /** Of one verifier. */
  private static final class Figures {
    private final Counter requests;
    private final Counter retries;
    private final Counter remembered;
    private final Counter tokens;
    private final Counter refused;
    private final Histogram millis;

    private Figures(MetricGroup metrics) {
      requests = metrics.counter("remote_requests_total", new ThreadSafeSimpleCounter());
      retries = metrics.counter("remote_retries_total", new ThreadSafeSimpleCounter());
      remembered = metrics.counter("remote_remembered_total", new ThreadSafeSimpleCounter());
      tokens = metrics.counter("remote_tokens_total", new ThreadSafeSimpleCounter());
      refused = metrics.counter("remote_refused_total", new ThreadSafeSimpleCounter());
      millis = metrics.histogram("remote_millis", new DescriptiveStatisticsHistogram(JUDGEMENTS));
    }
  }

  private void count(String verifier, Consumer<Figures> what) {
    Figures figures = byName.get(verifier);
    if (figures != null) {
      what.accept(figures);
    }
  }

  @Override
  public void requested(String verifier) {
    count(verifier, figures -> figures.requests.inc());
  }

  @Override
  public void retried(String verifier) {
    count(verifier, figures -> figures.retries.inc());
  }

  @Override
  public void ended(String verifier, long nanos) {
    count(
        verifier,
        figures -> {
          synchronized (figures) {
            figures.millis.update(nanos / 1_000_000);
          }
        });
  }

  @Override
  public void remembered(String verifier) {
    count(verifier, figures -> figures.remembered.inc());
  }

  @Override
  public void spent(String verifier, long tokens) {
    count(verifier, figures -> figures.tokens.inc(tokens));
  }

  @Override
  public void refused(String verifier) {
    count(verifier, figures -> figures.refused.inc());
  }
}
