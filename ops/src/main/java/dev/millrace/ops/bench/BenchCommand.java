package dev.millrace.ops.bench;

import dev.millrace.ops.LogFile;
import dev.millrace.ops.local.StateDirectory;
import dev.millrace.ops.local.UserDirectories;
import dev.millrace.ops.option.AnyLong;
import dev.millrace.ops.option.OperandWidth;
import dev.millrace.ops.option.PositiveInt;
import dev.millrace.ops.soak.CheckpointTrial;
import dev.millrace.ops.task.Tasks;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The measurement of what the stream costs on this machine. */
@Command(
    name = "bench",
    description =
        "Measures learner and generator against a matrix product, the engine of live requests"
            + " against whole batches, the stream against a bare loop"
            + " in this process, the round trip of a version, and the scoring of responses. Takes some"
            + " minutes; nothing else should run.",
    sortOptions = false)
public final class BenchCommand implements Callable<Integer> {
  /** Time of a step of TRL on two cores, 62 ms, over the factor that is wanted. */
  private static final double MOST_MILLIS = 44;

  /** Two deadlines of a verifier fit into it twice. */
  private static final int SCORE_SECONDS = 40;

  /** The parts that can be asked for. */
  enum Part {
    LEARNER,
    GENERATION,
    SERVING,
    LOOP,
    DEMO_LOOP,
    ROUND_TRIP,
    SCORE,
    CHECKPOINTS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      converter = PartName.class,
      completionCandidates = PartName.class,
      description =
          "Measure only this, of ${COMPLETION-CANDIDATES}; may be given several times. Default:"
              + " all but round-trip, which loop measures as well, score, and checkpoints, which needs"
              + " 5 GB of disk.")
  private @Nullable Set<Part> only;

  @Option(
      names = "--steps",
      defaultValue = "400",
      paramLabel = "N",
      converter = PositiveInt.class,
      description = "Measured steps of each run. Default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--warmup-steps",
      defaultValue = "200",
      paramLabel = "N",
      converter = PositiveInt.class,
      description = "Steps at the begin of each run that do not count. Default: ${DEFAULT-VALUE}.")
  private int warmupSteps;

  @Option(
      names = "--task-width",
      defaultValue = "2",
      paramLabel = "DIGITS",
      converter = OperandWidth.class,
      description = "Digits of the numbers that loop adds. Default: ${DEFAULT-VALUE}.")
  private int taskWidth;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      converter = AnyLong.class,
      description = "Seed of prompts, initial weights and sampling. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--json", description = "Print one JSON object instead of lines.")
  private boolean json;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description = "Where runs keep everything. Default: bench in the user's cache directory.")
  private @Nullable Path stateDirectory;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "An option of the job or the generator; may be given several times.")
  private Map<String, String> options = new LinkedHashMap<>();

  @Override
  public Integer call() throws Exception {
    Path directory =
        stateDirectory == null ? UserDirectories.cache().resolve("bench") : stateDirectory;
    try (StateDirectory state = StateDirectory.open(directory)) {
      LogFile.use(state.logFile());
      sayLoad();
      BenchReport report = new BenchReport(spec.commandLine().getOut(), json);
      arithmetic(report);
      serving(report, state);
      loops(report, state);
      score(report, state);
      checkpoints(report, state);
      report.end();
    }
    return 0;
  }

  private void arithmetic(BenchReport report) {
    if (wanted(Part.LEARNER) || wanted(Part.GENERATION)) {
      ComputeBenchmark compute = new ComputeBenchmark(report, seed);
      if (wanted(Part.LEARNER)) {
        compute.learner();
      }
      if (wanted(Part.GENERATION)) {
        compute.generation();
      }
    }
  }

  private void serving(BenchReport report, StateDirectory state) throws Exception {
    if (wanted(Part.SERVING)) {
      new ServingBenchmark(
              report.section(
                  "serving: "
                      + ServingBenchmark.POLICY.parameterCount()
                      + " parameters, an engine of 64 rows"),
              seed)
          .run(Files.createDirectories(state.soak()));
      state.deleteRunData();
    }
  }

  private void loops(BenchReport report, StateDirectory state) throws Exception {
    LoopBenchmark benchmark =
        new LoopBenchmark(
            state,
            UserDirectories.cache().resolve("policies"),
            seed,
            warmupSteps,
            steps,
            options,
            this::note);
    String shape = ", 32 x 8 responses a step, arm grpo";
    if (wanted(Part.LOOP)) {
      benchmark.compare(
          report.section("loop: addition of " + taskWidth + " digits" + shape),
          ComparableTask.of(taskWidth),
          taskWidth == 2 ? MOST_MILLIS : 0);
    }
    if (wanted(Part.DEMO_LOOP)) {
      benchmark.compare(
          report.section("loop: addition of the demo" + shape), Tasks.named("addition"), 0);
    }
    if (wanted(Part.ROUND_TRIP)) {
      benchmark.roundTrip(
          report.section("round trip: addition of " + taskWidth + " digits" + shape),
          ComparableTask.of(taskWidth));
    }
  }

  private void score(BenchReport report, StateDirectory state) throws InterruptedException {
    if (wanted(Part.SCORE)) {
      new ScoreBenchmark(state, options, this::note)
          .run(
              report.section("score: groups of 8 worked answers, 4 shards, 2 subtasks"),
              SCORE_SECONDS);
      state.deleteRunData();
    }
  }

  private void checkpoints(BenchReport report, StateDirectory state) {
    if (wanted(Part.CHECKPOINTS)) {
      CheckpointFigures.add(
          report.section(
              "checkpoints: a policy of 33M parameters, trained on a cluster of processes"),
          CheckpointTrial.run(state.soak(), seed, this::note));
      state.deleteRunData();
    }
  }

  private boolean wanted(Part part) {
    Set<Part> parts = only;
    return (parts == null
            ? EnumSet.complementOf(EnumSet.of(Part.ROUND_TRIP, Part.SCORE, Part.CHECKPOINTS))
            : parts)
        .contains(part);
  }

  /** A busy machine makes every figure worse, and the stream's most: it needs two cores. */
  private void sayLoad() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    int cores = Runtime.getRuntime().availableProcessors();
    note(String.format(Locale.ROOT, "load average %.1f on %d cores", load, cores));
    if (load > 1) {
      note("this machine is busy: the figures will be too bad, the ratio of the loops most of all");
    }
  }

  private void note(String text) {
    PrintWriter notes = spec.commandLine().getErr();
    notes.println(text);
    notes.flush();
  }
}
