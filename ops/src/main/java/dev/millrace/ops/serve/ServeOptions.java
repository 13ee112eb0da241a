package dev.millrace.ops.serve;

import dev.millrace.ops.UserError;
import dev.millrace.ops.option.Count;
import dev.millrace.ops.option.PortNumber;
import dev.millrace.ops.option.PositiveInt;
import dev.millrace.ops.option.Seconds;
import dev.millrace.server.api.ApiServer;
import dev.millrace.server.api.ApiSettings;
import dev.millrace.server.api.ServedVersion;
import dev.millrace.server.api.TrainedTraffic;
import dev.millrace.server.engine.Engine;
import dev.millrace.server.http.HttpSettings;
import dev.millrace.server.openai.Limits;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a server that speaks OpenAI's HTTP interface. */
public final class ServeOptions {
  @Option(
      names = "--host",
      defaultValue = HttpSettings.LOOPBACK,
      paramLabel = "NAME",
      description =
          "Name or address to listen on; other than the loopback only with keys. Default:"
              + " ${DEFAULT-VALUE}.")
  private String host;

  @Option(
      names = "--port",
      defaultValue = "8000",
      paramLabel = "PORT",
      converter = PortNumber.class,
      description = "Port for clients; 0 for any free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--admin-port",
      defaultValue = "8001",
      paramLabel = "PORT",
      converter = PortNumber.class,
      description =
          "Port of the loopback for those who steer the server; 0 for any free one. Default:"
              + " ${DEFAULT-VALUE}.")
  private int adminPort;

  @Option(
      names = "--keys",
      paramLabel = "FILE",
      description =
          "Keys that may ask, made by millrace keys add. Keys also come from the environment:"
              + " MILLRACE_API_KEY (infer and feedback), MILLRACE_ADMIN_KEY. Default: none, and only"
              + " this machine may ask.")
  private @Nullable Path keys;

  @Option(
      names = "--model-name",
      paramLabel = "NAME",
      description = "By which clients name the model. Default: the name of its directory.")
  private @Nullable String modelName;

  @Option(
      names = "--rate",
      defaultValue = "0",
      paramLabel = "N",
      converter = Count.class,
      description = "Requests a minute and key; 0 for no limit. Default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(
      names = "--max-prompt-tokens",
      defaultValue = "8192",
      paramLabel = "N",
      converter = PositiveInt.class,
      description = "Tokens of a prompt. Default: ${DEFAULT-VALUE}.")
  private int promptTokens;

  @Option(
      names = "--max-output-tokens",
      defaultValue = "4096",
      paramLabel = "N",
      converter = PositiveInt.class,
      description = "Tokens of an answer. Default: ${DEFAULT-VALUE}.")
  private int outputTokens;

  @Option(
      names = "--max-choices",
      defaultValue = "64",
      paramLabel = "N",
      converter = PositiveInt.class,
      description = "Answers of a request: its prompts times n. Default: ${DEFAULT-VALUE}.")
  private int choices;

  @Option(
      names = "--max-body-bytes",
      defaultValue = "1048576",
      paramLabel = "N",
      converter = PositiveInt.class,
      description = "Bytes of a request's body. Default: ${DEFAULT-VALUE}.")
  private int bodyBytes;

  @Option(
      names = "--max-requests",
      defaultValue = "256",
      paramLabel = "N",
      converter = PositiveInt.class,
      description = "Requests that are answered at a time. Default: ${DEFAULT-VALUE}.")
  private int requests;

  @Option(
      names = "--answer-deadline",
      defaultValue = "600",
      paramLabel = "SECONDS",
      converter = Seconds.class,
      description = "Within which an answer must be whole. Default: ${DEFAULT-VALUE}.")
  private Duration deadline;

  /**
   * Begins to serve a model.
   *
   * @param model its directory
   * @param version the weights that serve; gives null while there are none
   * @param metrics what a scrape gets beside the figures of answers
   * @param trained takes requests for training; null for none
   */
  public ApiServer start(
      Path model,
      Engine engine,
      Supplier<@Nullable ServedVersion> version,
      Supplier<String> metrics,
      @Nullable TrainedTraffic trained) {
    try {
      return ApiServer.start(settings(model), engine, version, metrics, trained);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new UserError(String.valueOf(e.getMessage()), e);
    } catch (UncheckedIOException e) {
      throw new UserError(String.valueOf(e.getMessage()), e);
    }
  }

  private ApiSettings settings(Path model) {
    HttpSettings common = HttpSettings.of(host, port);
    Path name = model.toAbsolutePath().normalize().getFileName();
    return new ApiSettings(
        model,
        modelName != null ? modelName : String.valueOf(name),
        new HttpSettings(
            host,
            port,
            bodyBytes,
            common.headerBytes(),
            Math.max(common.connections(), 4 * requests),
            requests,
            common.idleTimeout(),
            common.bodyDeadline(),
            common.readerDelay()),
        adminPort,
        KeySources.read(keys, System.getenv()),
        rate,
        new Limits(
            promptTokens,
            outputTokens,
            choices,
            Limits.DEFAULT.stops(),
            Limits.DEFAULT.stopLength(),
            Limits.DEFAULT.messages()),
        deadline,
        ApiSettings.DEFAULT_PAUSE_PATIENCE);
  }
}
