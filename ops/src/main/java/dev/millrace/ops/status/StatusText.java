package dev.millrace.ops.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A status as people read it: the verdict first, then what it was told from. */
final class StatusText {
  private StatusText() {}

  static List<String> of(Facts facts, Diagnosis diagnosis) {
    List<String> lines = new ArrayList<>();
    lines.add(
        diagnosis.verdict() + (facts.pipeline().isEmpty() ? "" : "  pipeline " + facts.pipeline()));
    lines.add("waiting for  " + diagnosis.waitingFor());
    StreamFacts stream = facts.stream();
    if (stream == null) {
      lines.add("topics       " + facts.streamProblem());
    } else {
      stream(stream, facts.atMillis(), lines);
    }
    JobFacts job = facts.job();
    if (job == null) {
      lines.add("job          " + facts.jobProblem());
    } else {
      job(job, facts.atMillis(), lines);
    }
    return lines;
  }

  private static void stream(StreamFacts stream, long now, List<String> lines) {
    lines.add(
        "version      "
            + (stream.version().isEmpty()
                ? "none yet"
                : stream.version() + ", " + ago(stream.versionAtMillis(), now)));
    lines.add(
        "step         "
            + (stream.step() == 0
                ? "none yet"
                : stream.step()
                    + ", "
                    + ago(stream.stepAtMillis(), now)
                    + String.format(Locale.ROOT, ", %.1f step/s", stream.stepsPerSecond())));
    if (!stream.backlog().isEmpty()) {
      lines.add(
          "groups       "
              + stream.backlog()
              + " not taken by shard, a step takes "
              + stream.slotsPerShard());
    }
    if (stream.promptsReady() != null) {
      lines.add("prompts      " + stream.promptsReady() + " ready");
    }
    for (GeneratorFacts generator : stream.generators()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "generator    %s: version %s, %d behind, %d tok/s, shards %s, %s",
              generator.generator(),
              generator.version(),
              generator.behind(),
              generator.tokensPerSecond(),
              generator.shards(),
              ago(generator.atMillis(), now)));
    }
    lines.add(
        "dropped      "
            + stream.dropped()
            + (stream.drops().isEmpty() ? "" : ", of the last " + stream.drops()));
    lines.add("dead letters " + stream.deadLetters());
    if (stream.freeBytes() != null) {
      lines.add("disk         " + (stream.freeBytes() >> 20) + " MiB left beside the weights");
    }
  }

  private static void job(JobFacts job, long now, List<String> lines) {
    if (job.state().isEmpty()) {
      lines.add("job          none");
      return;
    }
    lines.add("job          " + job.name() + " " + job.state());
    if (!job.failure().isEmpty()) {
      lines.add("failed last  " + ago(job.failedAtMillis(), now) + ": " + job.failure());
    }
    String completed =
        job.checkpointAtMillis() == 0
            ? "none yet"
            : String.format(
                Locale.ROOT,
                "%s, took %d ms, %.1f MB",
                ago(job.checkpointAtMillis(), now),
                job.checkpointMillis(),
                job.checkpointBytes() / 1e6);
    lines.add(
        "checkpoint   "
            + completed
            + (job.checkpointFailure().isEmpty() ? "" : ", FAILED: " + job.checkpointFailure()));
  }

  private static String ago(long millis, long now) {
    long seconds = Math.max(0, now - millis) / 1_000;
    return seconds < 120
        ? seconds + " s ago"
        : seconds < 7_200 ? seconds / 60 + " min ago" : seconds / 3_600 + " h ago";
  }
}
