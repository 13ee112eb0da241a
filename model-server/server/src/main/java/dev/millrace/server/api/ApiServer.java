package dev.millrace.server.api;

import dev.millrace.policy.GuardedTokenizer;
import dev.millrace.policy.PolicyConfig;
import dev.millrace.policy.TokenBytes;
import dev.millrace.policy.Tokenizer;
import dev.millrace.server.access.Access;
import dev.millrace.server.access.RateLimit;
import dev.millrace.server.chat.ChatTemplate;
import dev.millrace.server.chat.TokenizedPrompts;
import dev.millrace.server.engine.Engine;
import dev.millrace.server.http.HttpPort;
import dev.millrace.server.http.HttpSettings;
import dev.millrace.server.http.Route;
import dev.millrace.server.live.LiveTraining;
import dev.millrace.server.live.Traffic;
import dev.millrace.server.metrics.AnswerMetrics;
import dev.millrace.server.metrics.LiveMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A model behind two ports: one for clients, one of the loopback for those who steer it. */
public final class ApiServer implements AutoCloseable {
  private static final int ID_BYTES = 16;

  /** How long answers may go on after the server was asked to end. */
  private static final Duration DRAIN = Duration.ofSeconds(20);

  private final SecureRandom random = new SecureRandom();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private String tokenizerDigest = "";
  private @Nullable HttpPort port;
  private @Nullable HttpPort adminPort;

  private ApiServer() {}

  /**
   * Begins to answer.
   *
   * @param version the weights that serve; gives null while there are none
   * @param moreMetrics what a scrape gets beside the figures of answers
   * @param trained takes requests for training, and feedback on their answers; null for neither
   * @throws IllegalArgumentException when the model or a setting cannot be used
   */
  public static ApiServer start(
      ApiSettings settings,
      Engine engine,
      Supplier<@Nullable ServedVersion> version,
      Supplier<String> moreMetrics,
      @Nullable TrainedTraffic trained) {
    ApiServer server = new ApiServer();
    boolean whole = false;
    try {
      server.open(settings, engine, version, moreMetrics, trained);
      whole = true;
      return server;
    } finally {
      if (!whole) {
        server.close();
      }
    }
  }

  private void open(
      ApiSettings settings,
      Engine engine,
      Supplier<@Nullable ServedVersion> version,
      Supplier<String> moreMetrics,
      @Nullable TrainedTraffic trained) {
    Clock clock = Clock.systemUTC();
    ServedModel model = model(settings, engine, version, clock);
    Access access =
        new Access(settings.keys(), new RateLimit(settings.perMinute(), System::nanoTime));
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    open.push(registry::close);
    Gate gate = new Gate(settings.http().requests(), settings.pausePatience());
    AnswerMetrics metrics = new AnswerMetrics(registry, gate::running);
    LiveTraining live = trained == null ? null : trained.start(model, tokenizerDigest);
    if (live != null) {
      open.push(live);
    }
    Answering answering =
        new Answering(
            model,
            settings.limits(),
            gate,
            settings.deadline(),
            metrics,
            clock,
            live == null ? Traffic.unwatched(this::id) : live.traffic(),
            random::nextLong);
    HealthRoutes health = new HealthRoutes(model, () -> registry.scrape() + moreMetrics.get());
    List<Route> routes = new ArrayList<>(health.routes());
    routes.addAll(new AskRoutes(model, settings.limits(), access, answering).routes());
    if (live != null) {
      LiveMetrics counter =
          new LiveMetrics(registry, live.figures(), live.spoolFigures(), live.spool());
      routes.addAll(new FeedbackRoutes(live.desk(), access, counter).routes());
    }
    port = HttpPort.open(settings.http(), access, routes, this::id, metrics);
    open.push(port);
    List<Route> steering = new ArrayList<>(health.routes());
    steering.addAll(new AdminRoutes(model, gate).routes());
    adminPort =
        HttpPort.open(
            HttpSettings.of(HttpSettings.LOOPBACK, settings.adminPort()),
            access,
            steering,
            this::id,
            metrics);
    open.push(adminPort);
    open.push(() -> gate.drain(DRAIN));
  }

  private ServedModel model(
      ApiSettings settings, Engine engine, Supplier<@Nullable ServedVersion> version, Clock clock) {
    PolicyConfig config = PolicyConfig.read(settings.model());
    Tokenizer tokenizer = Tokenizer.load(settings.model());
    open.push(tokenizer);
    tokenizerDigest = tokenizer.digest();
    GuardedTokenizer guarded = GuardedTokenizer.load(settings.model());
    open.push(guarded);
    ChatTemplate template = ChatTemplate.read(settings.model(), LocalDateTime::now);
    return new ServedModel(
        settings.id(),
        clock.instant().getEpochSecond(),
        engine,
        new TokenizedPrompts(tokenizer, guarded, template),
        TokenBytes.read(settings.model()),
        config.vocabSize(),
        config.maxPositions(),
        config.endTokens(),
        version);
  }

  private String id() {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Where clients ask. */
  public URI uri() {
    return opened(port).uri();
  }

  /** Where it is steered. */
  public URI adminUri() {
    return opened(adminPort).uri();
  }

  private static HttpPort opened(@Nullable HttpPort port) {
    if (port == null) {
      throw new IllegalStateException("the server has not started");
    }
    return port;
  }

  /** Lets the answers under way end, then ends the ports and what they used. */
  @Override
  public void close() {
    RuntimeException first = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        if (first == null) {
          first = new IllegalStateException("the server could not be closed", e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
