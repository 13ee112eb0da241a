package dev.millrace.ops.demo;

import dev.millrace.ops.local.UserDirectories;
import dev.millrace.ops.option.PositiveInt;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole loop on one machine: broker, generator, job and dashboard in one process. */
@Command(
    name = "demo",
    description =
        "Trains a policy online from its own answers, end to end, in one process: Kafka, the"
            + " generator, the Flink job and its dashboard. Ends with a summary and a page of"
            + " learning curves.",
    sortOptions = false)
public final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private RunArguments run;

  @Option(
      names = "--steps",
      defaultValue = "6000",
      paramLabel = "N",
      converter = PositiveInt.class,
      description = "Training steps. Default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--check",
      description = "End with 1 when held-out accuracy does not rise as it must.")
  private boolean check;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description = "Where the run keeps everything. Default: demo in the user's cache directory.")
  private @Nullable Path stateDirectory;

  @Option(
      names = "--keep",
      description = "Keep topics, checkpoints and weights at the end; the report always stays.")
  private boolean keep;

  @Override
  public Integer call() throws Exception {
    DemoSettings settings =
        new DemoSettings(
            run.settings(),
            steps,
            stateDirectory == null ? UserDirectories.cache().resolve("demo") : stateDirectory,
            keep,
            check);
    return new Demo(settings, Console.of(spec, settings.run().json()), Console.now()).run();
  }
}
