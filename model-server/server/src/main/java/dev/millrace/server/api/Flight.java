package dev.millrace.server.api;

import dev.millrace.schemas.FinishReason;
import dev.millrace.server.engine.Engine;
import dev.millrace.server.engine.EngineRequest;
import dev.millrace.server.engine.QueueFullException;
import dev.millrace.server.engine.SampledToken;
import dev.millrace.server.engine.Ticket;
import dev.millrace.server.engine.TokenListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The answers of one request on their way from the engine's thread to the thread that tells them.
 * The queue between is bounded by the tokens that were asked for. Closing it gives up what is not
 * finished.
 */
final class Flight implements AutoCloseable {
  /**
   * What happened to an answer: one of a token, an end and a failure.
   *
   * @param choice which answer, or {@link #ALL}
   * @param atNanos when, on the monotonic clock
   */
  record Event(
      int choice,
      @Nullable SampledToken token,
      @Nullable FinishReason end,
      @Nullable RuntimeException failure,
      long atNanos) {}

  /** Stands for every answer. */
  static final int ALL = -1;

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final List<Ticket> tickets = new ArrayList<>();

  private Flight() {}

  /** Asks for the answers, for all or for none. */
  static Flight of(Engine engine, List<EngineRequest> requests) throws QueueFullException {
    Flight flight = new Flight();
    boolean whole = false;
    try {
      for (int i = 0; i < requests.size(); i++) {
        flight.tickets.add(engine.submit(requests.get(i), flight.listener(i)));
      }
      whole = true;
      return flight;
    } finally {
      if (!whole) {
        flight.close();
      }
    }
  }

  private TokenListener listener(int choice) {
    return new TokenListener() {
      @Override
      public void token(SampledToken token) {
        events.add(new Event(choice, token, null, null, System.nanoTime()));
      }

      @Override
      public void finished(FinishReason reason) {
        events.add(new Event(choice, null, reason, null, System.nanoTime()));
      }

      @Override
      public void failed(RuntimeException why) {
        events.add(new Event(choice, null, null, why, System.nanoTime()));
      }
    };
  }

  /** What has happened and was not asked for before; waits for the first. */
  List<Event> next(Duration wait) throws InterruptedException {
    List<Event> next = new ArrayList<>();
    Event first = events.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
    if (first != null) {
      next.add(first);
      events.drainTo(next);
    }
    return next;
  }

  /** Gives one answer up. */
  void cancel(int choice) {
    tickets.get(choice).cancel();
  }

  /** Ends all answers with a failure; from any thread. */
  void abort(RuntimeException why) {
    events.add(new Event(ALL, null, null, why, System.nanoTime()));
  }

  @Override
  public void close() {
    tickets.forEach(Ticket::cancel);
  }
}
