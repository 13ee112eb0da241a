package dev.millrace.server.api;

import dev.millrace.policy.TokenBytes;
import dev.millrace.policy.Tokenizer;
import dev.millrace.policy.TokenizerFiles;
import dev.millrace.schemas.topics.Topics;
import dev.millrace.server.access.Access;
import dev.millrace.server.access.Keyring;
import dev.millrace.server.access.RateLimit;
import dev.millrace.server.http.HttpPort;
import dev.millrace.server.http.HttpSettings;
import dev.millrace.server.http.Route;
import dev.millrace.server.live.LiveSettings;
import dev.millrace.server.live.LiveTraining;
import dev.millrace.server.live.Traffic;
import dev.millrace.server.live.TrafficRules;
import dev.millrace.server.metrics.AnswerMetrics;
import dev.millrace.server.metrics.LiveMetrics;
import dev.millrace.server.openai.ApiException;
import dev.millrace.server.openai.ChatRequest;
import dev.millrace.server.openai.Limits;
import dev.millrace.server.redaction.Redaction;
import dev.millrace.server.spool.SpoolSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A server on a free port, with an engine that says prompts again and a token a character. */
final class TestServer implements AutoCloseable {
  static final String MODEL = "echo";
  static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
  static final Limits LIMITS = new Limits(64, 32, 8, 4, 16, 10);

  final EchoEngine engine = new EchoEngine();
  final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  final List<Route> routes = new ArrayList<>();
  final LiveTraining live;
  private final Tokenizer tokenizer;
  private final HttpPort port;

  /** Options of a server. */
  static final class Options {
    Keyring keys = new Keyring(List.of());
    int perMinute;
    int requests = 16;
    Duration deadline = Duration.ofSeconds(20);
    Duration patience = Duration.ofSeconds(20);
    Duration idle = Duration.ofSeconds(20);
    Duration readerDelay = Duration.ofSeconds(20);
    Duration bodyDeadline = Duration.ofSeconds(20);
    ServedVersion version = new ServedVersion(3, 40, "0123456789abcdef");
    final MovableClock clock = new MovableClock(NOW);

    /** How traffic is taken for training; null for not at all. */
    LiveSettings live;

    SpoolSettings spool;
    MockProducer<byte[], byte[]> producer;

    /** Takes every request for groups of four, to a broker that takes everything. */
    void train(Path spoolDirectory) {
      spool = SpoolSettings.of(spoolDirectory, 1 << 20, Duration.ofDays(1));
      producer =
          new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
      live =
          new LiveSettings(
              TrafficRules.share(1),
              1,
              new Topics("live"),
              3,
              4,
              "generator-1",
              2,
              1,
              Duration.ofSeconds(20),
              Duration.ofHours(1));
    }
  }

  TestServer(Path directory, Options options) {
    List<String> vocabulary = vocabulary();
    TokenizerFiles.writeCharacters(directory, vocabulary);
    tokenizer = Tokenizer.load(directory);
    TokenBytes bytes = TokenBytes.read(directory);
    ServedModel model =
        new ServedModel(
            MODEL,
            NOW.getEpochSecond(),
            engine,
            prompts(),
            bytes,
            vocabulary.size(),
            80,
            new int[] {EchoEngine.END},
            () -> options.version);
    live =
        options.live == null
            ? null
            : LiveTraining.start(
                options.live,
                options.spool,
                engine,
                bytes,
                new int[] {EchoEngine.END},
                tokenizer.digest(),
                Redaction.standard(),
                () -> options.producer,
                options.clock);
    Gate gate = new Gate(options.requests, options.patience);
    AnswerMetrics metrics = new AnswerMetrics(registry, gate::running);
    AtomicInteger ids = new AtomicInteger();
    Access access = new Access(options.keys, new RateLimit(options.perMinute, System::nanoTime));
    Answering answering =
        new Answering(
            model,
            LIMITS,
            gate,
            options.deadline,
            metrics,
            options.clock,
            live == null ? Traffic.unwatched(() -> "id" + ids.incrementAndGet()) : live.traffic(),
            () -> 77);
    if (live != null) {
      LiveMetrics counter =
          new LiveMetrics(registry, live.figures(), live.spoolFigures(), live.spool());
      routes.addAll(new FeedbackRoutes(live.desk(), access, counter).routes());
    }
    routes.addAll(new AskRoutes(model, LIMITS, access, answering).routes());
    routes.addAll(new HealthRoutes(model, registry::scrape).routes());
    routes.addAll(new AdminRoutes(model, gate).routes());
    HttpSettings settings =
        new HttpSettings(
            HttpSettings.LOOPBACK,
            0,
            4096,
            8192,
            64,
            options.requests,
            options.idle,
            options.bodyDeadline,
            options.readerDelay);
    port = HttpPort.open(settings, access, routes, () -> "req" + ids.incrementAndGet(), metrics);
  }

  TestServer(Path directory) {
    this(directory, new Options());
  }

  /** The end token, printable ASCII, a newline, and two letters of two bytes. */
  static List<String> vocabulary() {
    return Stream.concat(
            Stream.concat(Stream.of("<end>"), Stream.of("\n", "é", "ß")),
            Stream.iterate(' ', c -> c <= '~', c -> (char) (c + 1)).map(String::valueOf))
        .collect(Collectors.toList());
  }

  private Prompts prompts() {
    return new Prompts() {
      @Override
      public int[] ofText(String text) {
        return tokenizer.encode(text);
      }

      @Override
      public int[] ofChat(List<ChatRequest.Message> messages) {
        if (messages.get(0).content().equals("no template")) {
          throw ApiException.invalid("messages", "no template");
        }
        return tokenizer.encode(
            messages.stream()
                .map(message -> message.role() + ":" + message.content() + "\n")
                .collect(Collectors.joining()));
      }
    };
  }

  URI uri() {
    return port.uri();
  }

  URI uri(String path) {
    return URI.create(port.uri() + path);
  }

  @Override
  public void close() {
    engine.close();
    port.close();
    if (live != null) {
      live.close();
    }
    tokenizer.close();
    registry.close();
  }
}
