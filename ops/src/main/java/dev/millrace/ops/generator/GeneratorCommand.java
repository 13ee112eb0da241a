package dev.millrace.ops.generator;

import dev.millrace.job.settings.OptionValues;
import dev.millrace.job.settings.StreamSettings;
import dev.millrace.ops.UserError;
import dev.millrace.ops.loop.LoopPipeline;
import dev.millrace.ops.option.AnyLong;
import dev.millrace.ops.option.PortNumber;
import dev.millrace.ops.option.PositiveInt;
import dev.millrace.ops.option.Seconds;
import dev.millrace.ops.serve.ServeOptions;
import dev.millrace.ops.serve.TrainOptions;
import dev.millrace.schemas.Sampling;
import dev.millrace.schemas.topics.Topics;
import dev.millrace.server.GeneratorSettings;
import dev.millrace.server.api.TrainedTraffic;
import dev.millrace.server.external.ExternalSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A generator of a pipeline whose broker and job run elsewhere. */
@Command(
    name = "generator",
    description =
        "Samples groups of answers to the prompts of a pipeline, and follows the weights that its"
            + " job publishes. Runs until it is asked to end; started again, it goes on where"
            + " its groups were acknowledged.",
    sortOptions = false)
public final class GeneratorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--bootstrap",
      defaultValue = "127.0.0.1:9092",
      paramLabel = "HOST:PORT",
      description = "Addresses of the brokers, with commas. Default: ${DEFAULT-VALUE}.")
  private String bootstrap;

  @Option(
      names = "--pipeline",
      required = true,
      paramLabel = "NAME",
      description = "Name of the pipeline, part of every topic name.")
  private String pipeline;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "The Hugging Face directory that the pipeline's job starts from.")
  private Path model;

  @Option(
      names = "--weights-dir",
      required = true,
      paramLabel = "DIR",
      description = "Where the job writes weight files; weights from elsewhere are refused.")
  private Path weights;

  @Option(
      names = "--shards",
      defaultValue = "4",
      paramLabel = "N",
      converter = PositiveInt.class,
      description = "Shards of the pipeline. Default: ${DEFAULT-VALUE}.")
  private int shards;

  @Option(
      names = "--batch-slots",
      defaultValue = "32",
      paramLabel = "N",
      converter = PositiveInt.class,
      description = "Slots of a training step of the job. Default: ${DEFAULT-VALUE}.")
  private int batchSlots;

  @Option(
      names = "--response-tokens",
      defaultValue = "64",
      paramLabel = "N",
      converter = PositiveInt.class,
      description = "Longest response. Default: ${DEFAULT-VALUE}.")
  private int responseTokens;

  @Option(
      names = "--seed",
      defaultValue = "3",
      paramLabel = "N",
      converter = AnyLong.class,
      description =
          "Seed of sampling; a prompt that is sampled again by the same weights gets the same"
              + " answers. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--device",
      defaultValue = "auto",
      paramLabel = "NAME",
      description = "auto, cpu or gpu:N. Default: ${DEFAULT-VALUE}.")
  private String device;

  @Option(
      names = "--id",
      defaultValue = "generator-1",
      paramLabel = "NAME",
      description = "Name of this generator in groups and client ids. Default: ${DEFAULT-VALUE}.")
  private String id;

  @Option(
      names = "--share",
      description =
          "Share the prompts with the other generators of the pipeline: each has its own --id and"
              + " --share, and samples some of the shards. Default: this one samples them all.")
  private boolean share;

  @Option(
      names = "--interval",
      defaultValue = "2",
      paramLabel = "SECONDS",
      converter = Seconds.class,
      description = "Time between two lines. Default: ${DEFAULT-VALUE}.")
  private Duration interval;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      converter = PortNumber.class,
      description =
          "Answer Prometheus at http://127.0.0.1:PORT/metrics; 0 for any free port. Default: no.")
  private @Nullable Integer metricsPort;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "An option of the generator, such as millrace.generator.group-size=16, or a property of"
              + " Kafka clients, millrace.kafka.properties.NAME; may be given several times.")
  private Map<String, String> options = new LinkedHashMap<>();

  @Option(
      names = "--serve",
      description =
          "Answer live requests over HTTP too, before those for training; the options from --host"
              + " to --feedback-hours are about it. Default: no.")
  private boolean serve;

  @Mixin private ServeOptions serving;
  @Mixin private TrainOptions training;
  @Mixin private EngineOptions engine;

  @Override
  public Integer call() throws Exception {
    ExternalSettings external = engine.settings(System.getenv(EngineOptions.KEY));
    if (serve && external != null) {
      throw new UserError("--serve and --engine: live requests are answered by the policy itself");
    }
    GeneratorSettings settings = settings();
    TrainedTraffic trained = training.traffic(settings);
    if (trained != null && !serve) {
      throw new UserError("--train-share and --train-rules are about live requests: add --serve");
    }
    return new RunningGenerator(
            settings,
            external,
            interval,
            metricsPort,
            serve ? serving : null,
            trained,
            spec.commandLine().getOut())
        .run();
  }

  private GeneratorSettings settings() {
    if (!Files.isDirectory(model)) {
      throw new UserError("--model " + model + ": there is no such directory");
    }
    Map<String, String> typed = new HashMap<>(options);
    OptionValues client = OptionValues.of(typed);
    Map<String, String> kafka = client.under(StreamSettings.KAFKA_PROPERTIES);
    typed.keySet().removeIf(key -> key.startsWith(StreamSettings.KAFKA_PROPERTIES));
    OptionValues values = OptionValues.of(typed);
    values.refuseUnknown(LoopPipeline.GENERATOR_OPTIONS, List.of());
    try {
      return new GeneratorSettings(
          bootstrap,
          new Topics(pipeline),
          shards,
          batchSlots,
          model,
          weights.toAbsolutePath(),
          device,
          values.get(LoopPipeline.GROUP_SIZE),
          new Sampling(1f, 1f, 0, responseTokens, seed),
          values.get(LoopPipeline.MAX_AHEAD_STEPS),
          values.get(LoopPipeline.MAX_ROWS),
          id,
          GeneratorSettings.DEFAULT_START_TIMEOUT,
          kafka,
          share);
    } catch (IllegalArgumentException e) {
      throw new UserError(String.valueOf(e.getMessage()), e);
    }
  }
}
