package dev.millrace.ops.train;

import dev.millrace.job.Arm;
import dev.millrace.ops.UserError;
import dev.millrace.ops.local.UserDirectories;
import dev.millrace.ops.option.ArmName;
import dev.millrace.ops.option.PositiveInt;
import dev.millrace.ops.option.Seconds;
import dev.millrace.schemas.topics.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A groups topic that is there already, trained as a run that ends by itself. */
@Command(
    name = "train",
    description =
        "Trains the groups that a topic holds now, in its order, and ends. The same topic, model and"
            + " options give the same weights and the same ledger again. The run writes topics of"
            + " its own name, and the groups stay as they are.",
    sortOptions = false)
public final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--from-topic",
      required = true,
      paramLabel = "NAME",
      description = "A pipeline, or the full name of its groups topic.")
  private String from;

  @Option(
      names = "--bootstrap",
      defaultValue = "127.0.0.1:9092",
      paramLabel = "HOST:PORT",
      description = "Addresses of the brokers, with commas. Default: ${DEFAULT-VALUE}.")
  private String bootstrap;

  @Option(
      names = "--run",
      required = true,
      paramLabel = "NAME",
      description = "Name of the run, part of the topics that it writes; each is used once.")
  private String run;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "A Hugging Face directory to start from, with the tokenizer of the groups.")
  private Path model;

  @Option(
      names = "--arm",
      defaultValue = "popo",
      paramLabel = "NAME",
      converter = ArmName.class,
      completionCandidates = ArmName.class,
      description =
          "How batches are made and trained: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Arm arm;

  @Option(
      names = "--steps",
      paramLabel = "N",
      converter = PositiveInt.class,
      description = "Training steps at most. Default: as many as the groups make.")
  private @Nullable Integer steps;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write the trained policy there as a Hugging Face directory.")
  private @Nullable Path export;

  @Option(names = "--json", description = "Print the summary as one JSON object.")
  private boolean json;

  @Option(
      names = "--interval",
      defaultValue = "2",
      paramLabel = "SECONDS",
      converter = Seconds.class,
      description = "Time between two lines about progress. Default: ${DEFAULT-VALUE}.")
  private Duration interval;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description =
          "Where the run keeps weights and checkpoints. Default: runs/NAME in the user's cache"
              + " directory.")
  private @Nullable Path stateDirectory;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "An option of the job, such as millrace.batch-slots=64; may be given several times.")
  private Map<String, String> options = new LinkedHashMap<>();

  @Override
  public Integer call() throws Exception {
    requirePipelineName(run);
    if (!Files.isDirectory(model)) {
      throw new UserError("--model " + model + ": there is no such directory");
    }
    TrainSettings settings =
        new TrainSettings(
            from,
            bootstrap,
            run,
            arm,
            model,
            steps == null ? 0 : steps,
            stateDirectory == null
                ? UserDirectories.cache().resolve("runs").resolve(run)
                : stateDirectory,
            export,
            interval,
            json,
            Map.copyOf(options));
    return new Training(settings, spec.commandLine().getOut(), spec.commandLine().getErr()).run();
  }

  private static void requirePipelineName(String run) {
    try {
      new Topics(run);
    } catch (IllegalArgumentException e) {
      throw new UserError("--run: " + e.getMessage(), e);
    }
  }
}
