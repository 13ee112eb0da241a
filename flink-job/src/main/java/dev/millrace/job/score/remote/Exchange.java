package dev.millrace.job.score.remote;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One question, asked until it is answered, refused for good, or late. */
final class Exchange {
  private final RemoteQuestion question;
  private final RemoteSettings settings;
  private final RemoteListener listener;
  private final HttpClient http;
  private final long seed;
  private final CompletableFuture<Map<String, Float>> verdict;
  private final CompletableFuture<Map<String, Float>> outcome = new CompletableFuture<>();

  private volatile @Nullable CompletableFuture<HttpResponse<String>> underWay;
  private volatile String lastFailure = "nothing was answered";
  private volatile int requests;
  private long deadline;

  /**
   * An exchange that is to begin.
   *
   * @param seed of the waits between its requests
   * @param verdict completed with what comes of it; cancelled by whoever gives it up
   */
  Exchange(
      RemoteQuestion question,
      RemoteSettings settings,
      RemoteListener listener,
      HttpClient http,
      long seed,
      CompletableFuture<Map<String, Float>> verdict) {
    this.question = question;
    this.settings = settings;
    this.listener = listener;
    this.http = http;
    this.seed = seed;
    this.verdict = verdict;
  }

  /** Begins; from now on time is counted. */
  void begin() {
    long begin = System.nanoTime();
    deadline = begin + settings.timeout().toNanos();
    CompletableFuture<Map<String, Float>> late = new CompletableFuture<>();
    var unused =
        late.orTimeout(settings.timeout().toNanos(), TimeUnit.NANOSECONDS)
            .whenComplete(
                (nothing, timeout) -> {
                  if (timeout != null) {
                    fail("no verdict within " + settings.timeout().toMillis() + " ms");
                  }
                });
    var unusedToo =
        outcome.whenComplete(
            (channels, failure) -> {
              late.complete(Map.of());
              CompletableFuture<HttpResponse<String>> request = underWay;
              if (request != null) {
                request.cancel(true);
              }
              // Counted before it is told, so that whoever is told finds it counted.
              listener.ended(question.verifier(), System.nanoTime() - begin);
              if (channels != null) {
                verdict.complete(channels);
              } else if (failure != null) {
                verdict.completeExceptionally(failure);
              }
            });
    var unusedThird =
        verdict.whenComplete(
            (channels, failure) -> {
              if (verdict.isCancelled()) {
                outcome.cancel(true);
              }
            });
    send(1);
  }

  private void send(int number) {
    if (outcome.isDone()) {
      return;
    }
    try {
      Optional<String> refusal = question.refusal().get();
      if (refusal.isPresent()) {
        listener.refused(question.verifier());
        outcome.completeExceptionally(new IllegalStateException(refusal.get()));
        return;
      }
      String key = question.key().read();
      HttpRequest.Builder request =
          HttpRequest.newBuilder(question.uri())
              .header("Content-Type", "application/json")
              .header("Accept", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(question.body()));
      if (key != null) {
        request.header("Authorization", "Bearer " + key);
      }
      requests = number;
      listener.requested(question.verifier());
      CompletableFuture<HttpResponse<String>> sent =
          http.sendAsync(request.build(), head -> new CappedBody());
      underWay = sent;
      if (outcome.isDone()) {
        sent.cancel(true); // it was given up in between
      }
      var unused = sent.whenComplete((response, failure) -> answered(response, failure, key));
    } catch (RuntimeException e) {
      outcome.completeExceptionally(e);
    }
  }

  private void answered(
      @Nullable HttpResponse<String> response, @Nullable Throwable failure, @Nullable String key) {
    try {
      if (response == null) {
        Throwable cause =
            failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        lastFailure = ErrorText.of(cause, key);
        // To judge changes nothing, so asking again is safe whatever the server has heard.
        if (cause instanceof IOException
            && !(cause.getCause() instanceof CappedBody.TooLongException)) {
          again(Duration.ZERO);
        } else {
          fail("");
        }
      } else if (response.statusCode() == 200) {
        read(response.body(), key);
      } else {
        lastFailure =
            "it answered " + response.statusCode() + ErrorText.ofBody(response.body(), key);
        refused(response);
      }
    } catch (RuntimeException e) {
      outcome.completeExceptionally(e);
    }
  }

  private void read(String body, @Nullable String key) {
    try {
      outcome.complete(question.reading().apply(body));
    } catch (RuntimeException e) {
      lastFailure = ErrorText.of(e, key);
      fail("");
    }
  }

  private void refused(HttpResponse<String> response) {
    int status = response.statusCode();
    if (RetryPolicy.isWorthIt(status)) {
      again(
          response
              .headers()
              .firstValue("Retry-After")
              .map(header -> RetryPolicy.retryAfter(header, Instant.now()))
              .orElse(Duration.ZERO));
    } else if (status == 401 || status == 403) {
      fail("is " + question.key() + " right?");
    } else {
      fail("");
    }
  }

  private void again(Duration asked) {
    int failed = requests;
    if (failed >= settings.attempts()) {
      fail("");
      return;
    }
    Duration delay = RetryPolicy.delay(failed, seed, asked);
    if (delay.toNanos() >= deadline - System.nanoTime()) {
      fail(
          "another try after "
              + delay.toMillis()
              + " ms would be later than "
              + settings.timeout().toMillis()
              + " ms");
      return;
    }
    CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS)
        .execute(
            () -> {
              if (!outcome.isDone()) {
                listener.retried(question.verifier());
                send(failed + 1);
              }
            });
  }

  private void fail(String why) {
    outcome.completeExceptionally(
        new IllegalStateException(
            question.address()
                + ": "
                + lastFailure
                + (requests > 1 ? ", after " + requests + " requests" : "")
                + (why.isEmpty() ? "" : "; " + why)));
  }
}
