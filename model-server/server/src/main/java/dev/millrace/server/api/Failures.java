package dev.millrace.server.api;

import dev.millrace.server.engine.DeadlinePassedException;
import dev.millrace.server.engine.EngineStoppedException;
import dev.millrace.server.openai.ApiException;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/** What a client hears of an answer that the engine did not finish. */
final class Failures {
  private static final Duration SOON = Duration.ofSeconds(1);

  private Failures() {}

  /** The failure in the words of the interface; itself when it is nobody's business outside. */
  static RuntimeException told(RuntimeException failure) {
    if (failure instanceof DeadlinePassedException) {
      return ApiException.unavailable("overloaded", String.valueOf(failure.getMessage()), SOON);
    }
    if (failure instanceof EngineStoppedException) {
      return ApiException.unavailable("shutting_down", "the server takes no more requests", SOON);
    }
    if (failure instanceof CancellationException) {
      return ApiException.unavailable("cancelled", "the server gave the answer up", SOON);
    }
    return failure;
  }
}
