package dev.millrace.ops.bench;

import dev.millrace.job.Arm;
import dev.millrace.ops.local.StateDirectory;
import dev.millrace.ops.loop.LoopPipeline;
import dev.millrace.ops.loop.LoopSettings;
import dev.millrace.ops.loop.StartingPolicy;
import dev.millrace.ops.loop.Supply;
import dev.millrace.ops.task.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The stream against the bare loop, from the same starting policy: the bare loop turns before and
 * after the stream, so that a machine that changes its pace meanwhile changes both.
 */
final class LoopBenchmark {
  /** A step of the reference: 32 prompts, 8 responses each. */
  private static final int GROUPS = 32;

  private final StateDirectory state;
  private final Path cache;
  private final long seed;
  private final int ignored;
  private final int steps;
  private final Map<String, String> options;
  private final Consumer<String> notes;

  /**
   * @param ignored steps at the begin of each run that do not count
   * @param steps steps of each run that do
   * @param options of job and generator
   */
  LoopBenchmark(
      StateDirectory state,
      Path cache,
      long seed,
      int ignored,
      int steps,
      Map<String, String> options,
      Consumer<String> notes) {
    this.state = state;
    this.cache = cache;
    this.seed = seed;
    this.ignored = ignored;
    this.steps = steps;
    this.options = options;
    this.notes = notes;
  }

  /** Both loops, and what the stream costs. */
  void compare(BenchReport.Section section, Task task, double mostMillis)
      throws IOException, InterruptedException {
    Supply supply = Supply.of(task);
    LoopPipeline pipeline = pipeline(supply);
    LoopTimes before = bare(pipeline, supply);
    StreamRun stream = stream(supply);
    LoopTimes after = bare(pipeline, supply);
    LoopTimes bare = before.and(after);
    Durations turning = stream.times().steps();
    section.add(Figure.of("bare loop: time of a step, one core", bare.steps().mean() * 1e3, "ms"));
    section.add(Figure.of("bare loop: steps", 1 / bare.steps().mean(), "1/s"));
    section.add(Figure.of("bare loop: CPU time of a step", bare.cpuSeconds() * 1e3, "ms"));
    section.add(
        Figure.of(
            "bare loop: second run over first", after.steps().mean() / before.steps().mean(), ""));
    Figure time = Figure.of("stream: time of a step, two cores", turning.mean() * 1e3, "ms");
    section.add(mostMillis > 0 ? time.atMost(mostMillis) : time);
    section.add(Figure.of("stream: CPU time of a step", stream.times().cpuSeconds() * 1e3, "ms"));
    section.add(Figure.of("stream: median time of a step", turning.median() * 1e3, "ms"));
    section.add(Figure.of("stream: steps", 1 / turning.mean(), "1/s"));
    section.add(
        Figure.of("stream over bare loop, steps a second", bare.steps().mean() / turning.mean(), "")
            .atLeast(0.75));
    report(section, stream);
  }

  /** The stream alone. */
  void roundTrip(BenchReport.Section section, Task task) throws IOException, InterruptedException {
    report(section, stream(Supply.of(task)));
  }

  private static void report(BenchReport.Section section, StreamRun stream) {
    section.add(Figure.of("age of trained groups, mean", stream.mean("age/mean"), "steps"));
    section.add(
        Figure.of("age of trained groups, largest", stream.max("age/max"), "steps").atMost(4));
    section.add(
        Figure.of("learner: time of a step", stream.mean("learner/step_seconds") * 1e3, "ms"));
    section.add(
        Figure.of("learner: share of time without a step", stream.mean("learner/idle_ratio"), ""));
    section.add(
        Figure.of("round trip of a version, median", stream.roundTrip().medianMillis(), "ms")
            .atMost(50));
    section.add(Figure.of("round trip of a version, 90 %", stream.roundTrip().tailMillis(), "ms"));
  }

  private LoopTimes bare(LoopPipeline pipeline, Supply supply) {
    try (BareLoop loop = new BareLoop(pipeline, supply)) {
      return loop.run(ignored, steps);
    }
  }

  private StreamRun stream(Supply supply) throws IOException, InterruptedException {
    try {
      return StreamRun.of(settings(), supply, state, ignored, steps, notes);
    } finally {
      state.deleteRunData();
    }
  }

  private LoopPipeline pipeline(Supply supply) {
    StartingPolicy policy = supply.startingPolicy(null, seed, cache, notes);
    return LoopPipeline.of(settings(), state, "no broker", policy);
  }

  private LoopSettings settings() {
    Map<String, String> all = new HashMap<>(options);
    all.putIfAbsent("millrace.batch-slots", String.valueOf(GROUPS));
    return new LoopSettings(
        Arm.GRPO, 2 * (ignored + steps), seed, null, cache, null, 0, null, 0, all);
  }
}
