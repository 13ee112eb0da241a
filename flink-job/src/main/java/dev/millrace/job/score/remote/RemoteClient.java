package dev.millrace.job.score.remote;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The asking side of remote verifiers: every question is asked at once, and what was answered is
 * remembered. How many are under way is up to the caller. Nothing is opened before the first one.
 */
public final class RemoteClient {
  /** Threads of a client, by name. */
  static final String THREAD_NAME = "remote-verifier";

  /** How many threads read all the answers. */
  static final int WORKERS = 2;

  private static final long IDLE_SECONDS = 10;

  private final RemoteSettings settings;
  private final RemoteListener listener;
  private final Verdicts verdicts;
  private @Nullable HttpClient http;

  public RemoteClient(RemoteSettings settings, RemoteListener listener) {
    this.settings = settings;
    this.listener = listener;
    this.verdicts = new Verdicts(settings.cacheSize());
  }

  /**
   * Asks, unless the answer is known.
   *
   * @return the channels; fails with a message that says who was asked and what went wrong.
   *     Cancelling it gives the question up
   */
  public CompletableFuture<Map<String, Float>> ask(RemoteQuestion question) {
    String digest = question.digest();
    return verdicts.of(
        digest,
        () -> begin(question, Long.parseUnsignedLong(digest.substring(0, 16), 16)),
        () -> listener.remembered(question.verifier()));
  }

  private CompletableFuture<Map<String, Float>> begin(RemoteQuestion question, long seed) {
    CompletableFuture<Map<String, Float>> verdict = new CompletableFuture<>();
    Exchange exchange = new Exchange(question, settings, listener, http(), seed, verdict);
    exchange.begin();
    return verdict;
  }

  private synchronized HttpClient http() {
    HttpClient open = http;
    if (open == null) {
      // HTTP/1.1: asking for an upgrade to 2 without TLS confuses servers that know only 1.1. A
      // redirect is not followed: it would lead the key, or the job, where no option points.
      open =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .executor(workers())
              .connectTimeout(max(settings.timeout().dividedBy(4), Duration.ofMillis(1)))
              .build();
      http = open;
    }
    return open;
  }

  /** The client's own pool grows with the answers that come at once; theirs is little work. */
  private static ThreadPoolExecutor workers() {
    ThreadPoolExecutor workers =
        new ThreadPoolExecutor(
            WORKERS,
            WORKERS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread worker = new Thread(work, THREAD_NAME);
              worker.setDaemon(true);
              return worker;
            });
    workers.allowCoreThreadTimeOut(true);
    return workers;
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? b : a;
  }
}
