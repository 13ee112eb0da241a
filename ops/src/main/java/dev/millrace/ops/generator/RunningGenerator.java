package dev.millrace.ops.generator;

import dev.millrace.ops.UserError;
import dev.millrace.ops.demo.Interruption;
import dev.millrace.ops.serve.ServeOptions;
import dev.millrace.ops.serve.ServeText;
import dev.millrace.server.Generator;
import dev.millrace.server.GeneratorSettings;
import dev.millrace.server.GeneratorStatus;
import dev.millrace.server.api.ApiServer;
import dev.millrace.server.api.ServedVersion;
import dev.millrace.server.api.TrainedTraffic;
import dev.millrace.server.engine.EngineSettings;
import dev.millrace.server.external.ExternalSettings;
import dev.millrace.server.external.UnfitEngineException;
import dev.millrace.server.metrics.GeneratorMetrics;
import dev.millrace.server.metrics.MetricsEndpoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** A generator from its start to its end, with a line about it now and then. */
final class RunningGenerator {
  /** A batch is finished first, however long the broker takes. */
  private static final Duration END = Duration.ofSeconds(90);

  private final GeneratorSettings settings;
  private final @Nullable ExternalSettings engine;
  private final Duration interval;
  private final @Nullable Integer metricsPort;
  private final @Nullable ServeOptions serving;
  private final @Nullable TrainedTraffic trained;
  private final PrintWriter out;

  /**
   * A generator that is not yet started.
   *
   * @param engine what samples in place of the policy; null for none
   * @param interval time between two lines
   * @param metricsPort port of the metrics; null for none
   * @param serving how live requests are answered; null answers none
   * @param trained takes live requests for training; null for none
   */
  RunningGenerator(
      GeneratorSettings settings,
      @Nullable ExternalSettings engine,
      Duration interval,
      @Nullable Integer metricsPort,
      @Nullable ServeOptions serving,
      @Nullable TrainedTraffic trained,
      PrintWriter out) {
    this.settings = settings;
    this.engine = engine;
    this.interval = interval;
    this.metricsPort = metricsPort;
    this.serving = serving;
    this.trained = trained;
    this.out = out;
  }

  /** Runs until an end is asked for; throws when the generator ends by itself. */
  int run() throws InterruptedException {
    try (Interruption interruption = new Interruption(END);
        Generator generator = start();
        GeneratorMetrics metrics = new GeneratorMetrics(generator::status);
        MetricsEndpoint endpoint = endpoint(metrics);
        ApiServer server = server(generator, metrics)) {
      if (endpoint != null) {
        out.println("metrics " + endpoint.uri());
      }
      if (server != null) {
        ServeText.say(server, out);
      }
      do {
        GeneratorStatus status = generator.status();
        say(status);
        Throwable failure = status.failure();
        if (failure != null) {
          throw new UserError("the generator ended: " + reason(failure), failure);
        }
      } while (!interruption.await(interval));
    }
    return 0;
  }

  private Generator start() {
    try {
      if (engine != null) {
        return Generator.start(settings, engine);
      }
      return serving == null
          ? Generator.start(settings)
          : Generator.start(settings, EngineSettings.DEFAULT);
    } catch (IllegalStateException | UnfitEngineException | KafkaException e) {
      throw new UserError("the generator did not start: " + reason(e), e);
    }
  }

  private @Nullable ApiServer server(Generator generator, GeneratorMetrics metrics) {
    if (serving == null) {
      return null;
    }
    return serving.start(
        settings.modelDirectory(),
        generator.engine(),
        () -> {
          GeneratorStatus status = generator.status();
          return status.failure() == null
              ? new ServedVersion(status.lineage(), status.step(), null)
              : null;
        },
        metrics::text,
        trained);
  }

  private @Nullable MetricsEndpoint endpoint(GeneratorMetrics metrics) {
    if (metricsPort == null) {
      return null;
    }
    try {
      return MetricsEndpoint.start(metricsPort, metrics::text);
    } catch (IOException e) {
      throw new UserError("--metrics-port " + metricsPort + ": " + e.getMessage(), e);
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause == null
        ? String.valueOf(failure.getMessage())
        : failure.getMessage() + " (" + cause.getMessage() + ")";
  }

  private void say(GeneratorStatus status) {
    String refusal = status.refusal();
    out.println(
        String.format(
            Locale.ROOT,
            "groups %d written %d ver %d.%d behind %d waits-for %s tok/s %.0f%s",
            status.groups(),
            status.groupsWritten(),
            status.lineage(),
            status.step(),
            status.stepsBehind(),
            status.waitingFor().name().toLowerCase(Locale.ROOT),
            status.tokensPerSecond(),
            refusal == null ? "" : " refused: " + refusal));
    out.flush();
  }
}
