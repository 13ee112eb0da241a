package dev.millrace.ops.demo;

import dev.millrace.ops.local.StateDirectory;
import dev.millrace.ops.local.UserDirectories;
import dev.millrace.ops.option.PositiveInt;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole loop on one machine, without an end: it goes on where it was stopped or killed. */
@Command(
    name = "up",
    description =
        "Runs the loop of the demo without an end, and keeps its state: after Ctrl-C, a crash or a"
            + " kill, the same command goes on where it was. Options typed before count until they"
            + " are typed again.",
    sortOptions = false)
public final class UpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private RunArguments run;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description = "Where the run keeps everything. Default: up in the user's state directory.")
  private @Nullable Path stateDirectory;

  @Option(
      names = "--topic-space",
      defaultValue = "4096",
      paramLabel = "MIB",
      converter = PositiveInt.class,
      description =
          "About how much the topics may take; beyond it the oldest records are deleted, long after"
              + " they were trained. Default: ${DEFAULT-VALUE}.")
  private int topicMebibytes;

  @Option(
      names = "--disk-reserve",
      defaultValue = "512",
      paramLabel = "MIB",
      converter = PositiveInt.class,
      description =
          "With less than this left on the disk, no prompts are given until there is room. Default:"
              + " ${DEFAULT-VALUE}.")
  private int reserveMebibytes;

  @Override
  public Integer call() throws Exception {
    try (Interruption interruption = new Interruption(Up.PATIENCE);
        StateDirectory state =
            StateDirectory.resume(
                stateDirectory == null ? UserDirectories.state().resolve("up") : stateDirectory)) {
      KeptOptions options =
          KeptOptions.read(state.options())
              .followedBy(
                  KeptOptions.typed(spec.commandLine().getParseResult()), defaults(), state.root());
      UpCommand kept = CommandLine.populateCommand(new UpCommand(), options.arguments());
      RunSettings typed = run.settings();
      Up.Settings settings =
          new Up.Settings(
              kept.run.settings().shown(typed.interval(), typed.json()),
              (long) kept.topicMebibytes << 20,
              (long) kept.reserveMebibytes << 20);
      options.write(state.options());
      Console console = Console.of(spec, typed.json());
      return new Up(settings, state, console, Console.now()).run(interruption);
    }
  }

  private Map<String, String> defaults() {
    Map<String, String> defaults = new HashMap<>();
    for (OptionSpec option : spec.options()) {
      if (option.defaultValue() != null) {
        defaults.put(option.longestName(), option.defaultValue());
      }
    }
    return defaults;
  }
}
