package dev.millrace.ops.demo;

import dev.millrace.job.Arm;
import dev.millrace.ops.UserError;
import dev.millrace.ops.local.UserDirectories;
import dev.millrace.ops.option.AnyLong;
import dev.millrace.ops.option.ArmName;
import dev.millrace.ops.option.PortNumber;
import dev.millrace.ops.option.PositiveInt;
import dev.millrace.ops.option.Seconds;
import dev.millrace.ops.option.TaskName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every command that runs the whole loop can be told. */
final class RunArguments {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--task",
      defaultValue = "addition",
      paramLabel = "NAME",
      converter = TaskName.class,
      completionCandidates = TaskName.class,
      description =
          "What the policy is asked: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private String task;

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
      names = "--seed",
      defaultValue = "3",
      paramLabel = "N",
      converter = AnyLong.class,
      description = "Seed of prompts, initial weights and sampling. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "A Hugging Face directory to start from, instead of the task's small policy.")
  private @Nullable Path model;

  @Option(
      names = "--prompts",
      paramLabel = "FILE",
      description =
          "Prompts from a JSONL file (prompt, reference, verifier), instead of the task's; needs"
              + " --model.")
  private @Nullable Path prompts;

  @Option(
      names = "--response-tokens",
      defaultValue = "64",
      paramLabel = "N",
      converter = PositiveInt.class,
      description = "Longest response to a prompt of --prompts. Default: ${DEFAULT-VALUE}.")
  private int responseTokens;

  @Option(names = "--json", description = "Print JSON: one object a line, the summary last.")
  private boolean json;

  @Option(
      names = "--interval",
      defaultValue = "2",
      paramLabel = "SECONDS",
      converter = Seconds.class,
      description = "Time between two lines. Default: ${DEFAULT-VALUE}.")
  private Duration interval;

  @Option(
      names = "--dashboard-port",
      paramLabel = "PORT",
      converter = PortNumber.class,
      description =
          "Port of the Flink dashboard; 0 for any free one. Default: 8081, if it is free.")
  private @Nullable Integer dashboardPort;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      converter = PortNumber.class,
      description = "Port of the broker; 0 for any free one. Default: 9092, if it is free.")
  private @Nullable Integer kafkaPort;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "An option of the job, such as millrace.replay.max-age=8; may be given several times.")
  private Map<String, String> options = new LinkedHashMap<>();

  /**
   * What was asked.
   *
   * @throws ParameterException when options do not fit together
   * @throws UserError when a file cannot be read
   */
  RunSettings settings() {
    if (prompts != null && model == null) {
      throw new ParameterException(
          command.commandLine(),
          "--prompts: needs --model, a policy whose tokenizer knows the prompts' characters");
    }
    return new RunSettings(
        task,
        arm,
        seed,
        existing("--model", model),
        existing("--prompts", prompts),
        responseTokens,
        UserDirectories.cache().resolve("policies"),
        kafkaPort,
        dashboardPort,
        interval,
        json,
        Map.copyOf(options));
  }

  private static @Nullable Path existing(String option, @Nullable Path path) {
    if (path != null && !Files.isReadable(path)) {
      throw new UserError(option + " " + path + ": there is no such file, or it cannot be read");
    }
    return path;
  }
}
