package dev.millrace.ops.soak;

import dev.millrace.ops.LogFile;
import dev.millrace.ops.local.StateDirectory;
import dev.millrace.ops.local.UserDirectories;
import dev.millrace.ops.option.AnyLong;
import dev.millrace.ops.option.PositiveInt;
import dev.millrace.ops.option.Seconds;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The proof by killing, as a command. */
@Command(
    name = "soak",
    description =
        "Trains one recorded topic twice on a cluster of processes, the second time under kills, and"
            + " compares: nothing lost, nothing twice, the same bytes. Ends with 1 when anything"
            + " differs.",
    sortOptions = false)
public final class SoakCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--kills",
      defaultValue = "50",
      paramLabel = "N",
      converter = PositiveInt.class,
      description = "Failures of the second run. Default: ${DEFAULT-VALUE}.")
  private int kills;

  @Option(
      names = "--steps",
      defaultValue = "500",
      paramLabel = "N",
      converter = PositiveInt.class,
      description = "Training steps of each run. Default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      converter = AnyLong.class,
      description = "Seed of policy, recording and kills. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--outage",
      defaultValue = "60",
      paramLabel = "SECONDS",
      converter = Seconds.class,
      description =
          "How long the broker is away in the first of its outages; the others last 2 s. Default:"
              + " ${DEFAULT-VALUE}.")
  private Duration outage;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description =
          "Where everything is kept while it runs, and afterwards when something was wrong. Default:"
              + " soak in the user's cache directory.")
  private @Nullable Path stateDirectory;

  @Override
  public Integer call() {
    Path directory =
        stateDirectory == null ? UserDirectories.cache().resolve("soak") : stateDirectory;
    try (StateDirectory state = StateDirectory.open(directory)) {
      LogFile.use(state.logFile());
      SoakSettings settings = SoakSettings.of(state.soak(), kills, steps, seed, outage);
      SoakResult result = Soak.run(settings, List.of(KillKind.values()), this::note);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        SoakReport.printJson(result, out);
      } else {
        SoakReport.print(result, out);
      }
      if (!result.passed()) {
        note("everything is in " + state.root());
        return 1;
      }
      state.deleteRunData();
      return 0;
    }
  }

  private void note(String text) {
    PrintWriter notes = spec.commandLine().getErr();
    notes.println(text);
    notes.flush();
  }
}
