package dev.millrace.ops.serve;

import dev.millrace.ops.UserError;
import dev.millrace.ops.demo.Interruption;
import dev.millrace.policy.WeightsFile;
import dev.millrace.server.DirectoryEngine;
import dev.millrace.server.api.ApiServer;
import dev.millrace.server.api.ServedVersion;
import dev.millrace.server.engine.EngineSettings;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A model directory behind HTTP, without Kafka and without training. */
@Command(
    name = "serve",
    description =
        "Answers OpenAI's HTTP interface with the model of a directory, whose weights stay as they"
            + " are. For a model that is being trained: millrace generator --serve. Runs until it"
            + " is asked to end, and then lets the answers under way end first.",
    sortOptions = false)
public final class ServeCommand implements Callable<Integer> {
  private static final Duration START = Duration.ofMinutes(10);
  private static final Duration END = Duration.ofSeconds(90);
  private static final Duration LOOK = Duration.ofSeconds(1);

  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "A Hugging Face directory.")
  private Path model;

  @Option(
      names = "--device",
      defaultValue = "auto",
      paramLabel = "NAME",
      description = "auto, cpu or gpu:N. Default: ${DEFAULT-VALUE}.")
  private String device;

  @Mixin private ServeOptions serving;

  @Override
  public Integer call() throws Exception {
    if (!Files.isDirectory(model)) {
      throw new UserError("--model " + model + ": there is no such directory");
    }
    ServedVersion version = new ServedVersion(0, 0, digest());
    try (Interruption interruption = new Interruption(END);
        DirectoryEngine engine = engine();
        ApiServer server =
            serving.start(
                model,
                engine.engine(),
                () -> engine.failure() == null ? version : null,
                () -> "",
                null)) {
      ServeText.say(server, out());
      while (!interruption.await(LOOK)) {
        Throwable failure = engine.failure();
        if (failure != null) {
          throw new UserError("the engine ended: " + failure.getMessage(), failure);
        }
      }
    }
    return 0;
  }

  private DirectoryEngine engine() {
    try {
      return DirectoryEngine.start(model, device, EngineSettings.DEFAULT, START);
    } catch (IllegalStateException e) {
      throw new UserError(String.valueOf(e.getMessage()), e);
    }
  }

  /** Digest of the weights; null when they are in several files. */
  private @Nullable String digest() {
    Path file = model.resolve("model.safetensors");
    return Files.isRegularFile(file) ? WeightsFile.digest(file) : null;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
