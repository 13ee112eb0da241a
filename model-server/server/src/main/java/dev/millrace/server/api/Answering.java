package dev.millrace.server.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.server.answer.Head;
import dev.millrace.server.answer.Told;
import dev.millrace.server.engine.EngineRequest;
import dev.millrace.server.engine.EngineStoppedException;
import dev.millrace.server.engine.QueueFullException;
import dev.millrace.server.http.EventStream;
import dev.millrace.server.http.Exchange;
import dev.millrace.server.live.Ask;
import dev.millrace.server.live.Traffic;
import dev.millrace.server.metrics.AnswerMetrics;
import dev.millrace.server.openai.ApiException;
import dev.millrace.server.openai.Limits;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** From a task to its answer, in one or as a stream. */
public final class Answering {
  /** Between two looks whether the client is still there. */
  private static final Duration LOOK = Duration.ofMillis(200);

  private final ServedModel model;
  private final Limits limits;
  private final Gate gate;
  private final Duration deadline;
  private final AnswerMetrics metrics;
  private final Clock clock;
  private final Traffic traffic;
  private final LongSupplier seeds;

  /**
   * Answers from a model.
   *
   * @param deadline within which an answer must be whole
   * @param clock stamps answers
   * @param traffic looks at requests, and names the answers
   * @param seeds makes seeds for requests that name none
   */
  public Answering(
      ServedModel model,
      Limits limits,
      Gate gate,
      Duration deadline,
      AnswerMetrics metrics,
      Clock clock,
      Traffic traffic,
      LongSupplier seeds) {
    this.model = model;
    this.limits = limits;
    this.gate = gate;
    this.deadline = deadline;
    this.metrics = metrics;
    this.clock = clock;
    this.traffic = traffic;
    this.seeds = seeds;
  }

  /** Makes and tells the answer. */
  void answer(Exchange exchange, Ask ask, Task task) throws IOException, InterruptedException {
    try (Traffic.Watch watch = traffic.begin(ask, task.prompts().size(), task.wanted())) {
      answer(exchange, watch, task);
      watch.told();
    }
  }

  private void answer(Exchange exchange, Traffic.Watch watch, Task task)
      throws IOException, InterruptedException {
    List<EngineRequest> order =
        Order.of(task, model, limits, watch.id(), exchange.caller(), seeds.getAsLong());
    watch.asked(order);
    AnswerMetrics.Answer measured = metrics.begin();
    gate.enter();
    try (Flight flight = submit(order)) {
      gate.took(flight);
      try {
        new Telling(exchange, watch, task, flight, head(watch.id()), measured).tell();
      } catch (IOException e) {
        measured.gaveUp();
        throw e;
      } finally {
        gate.landed(flight);
      }
    } finally {
      gate.leave();
    }
  }

  private Flight submit(List<EngineRequest> order) {
    try {
      return Flight.of(model.engine(), order);
    } catch (QueueFullException e) {
      throw ApiException.tooMany("queue_full", String.valueOf(e.getMessage()), e.retryAfter());
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid(null, String.valueOf(e.getMessage()));
    } catch (EngineStoppedException e) {
      throw Failures.told(e);
    }
  }

  private Head head(String id) {
    ServedVersion version = model.version().get();
    if (version == null) {
      throw ApiException.unavailable(
          "not_ready", "there are no weights yet to answer with", Duration.ofSeconds(1));
    }
    long created = clock.instant().getEpochSecond();
    return new Head(id, created, model.id(), version.fingerprint(), version.label());
  }

  /** One answer being told, by one thread. */
  private final class Telling {
    private final Exchange exchange;
    private final Traffic.Watch watch;
    private final Task task;
    private final Flight flight;
    private final Head head;
    private final Choices choices;
    private final AnswerMetrics.Answer measured;
    private final long endNanos = System.nanoTime() + deadline.toNanos();
    private long lookedNanos = System.nanoTime();

    Telling(
        Exchange exchange,
        Traffic.Watch watch,
        Task task,
        Flight flight,
        Head head,
        AnswerMetrics.Answer measured) {
      this.exchange = exchange;
      this.watch = watch;
      this.task = task;
      this.flight = flight;
      this.head = head;
      this.choices = new Choices(task, model);
      this.measured = measured;
    }

    void tell() throws IOException, InterruptedException {
      exchange.header("x-millrace-weight-version", head.version());
      if (task.wanted().stream()) {
        stream();
      } else {
        while (choices.isOpen()) {
          advance();
        }
        ObjectNode answer = task.shape().whole(head, choices.news());
        answer.set("usage", usage());
        exchange.reply(200, answer);
      }
      measured.whole(choices.promptTokens());
    }

    private void stream() throws IOException, InterruptedException {
      // What fails before the first token still gets a status of its own.
      long bornNanos = advanceToFirst();
      EventStream stream = exchange.stream();
      for (int i = 0; i < task.choices(); i++) {
        write(stream, task.shape().opening(head, choices.opening(i)));
      }
      while (true) {
        stream.requirePace(System.nanoTime() - bornNanos);
        for (Told told : choices.news()) {
          write(stream, task.shape().chunk(head, told));
        }
        stream.flush();
        if (!choices.isOpen()) {
          break;
        }
        bornNanos = advance();
      }
      if (task.wanted().streamUsage()) {
        ObjectNode last = task.shape().empty(head);
        last.set("usage", usage());
        stream.write(last);
      }
      stream.done();
    }

    private void write(EventStream stream, ObjectNode chunk) throws IOException {
      if (task.wanted().streamUsage()) {
        chunk.putNull("usage");
      }
      stream.write(chunk);
    }

    private long advanceToFirst() throws IOException, InterruptedException {
      long born = advance();
      while (choices.tokens() == 0 && choices.isOpen()) {
        born = advance();
      }
      return born;
    }

    /** Takes in what the engine has made; returns when the first of it was made. */
    private long advance() throws IOException, InterruptedException {
      List<Flight.Event> events = flight.next(LOOK);
      long now = System.nanoTime();
      if (now - lookedNanos > LOOK.toNanos()) {
        lookedNanos = now;
        if (exchange.isClientGone()) {
          throw new IOException("the client has closed the connection");
        }
      }
      if (now - endNanos > 0) {
        measured.gaveUp();
        throw ApiException.server(
            504, "timeout", "the answer was not whole within " + deadline.toSeconds() + " s");
      }
      events.forEach(this::take);
      return events.isEmpty() ? now : events.get(0).atNanos();
    }

    private void take(Flight.Event event) {
      if (event.choice() != Flight.ALL && !choices.isOpen(event.choice())) {
        return; // stopped here, and cancelled since
      }
      if (event.failure() != null) {
        measured.failed();
        throw Failures.told(event.failure());
      }
      if (event.token() != null) {
        measured.token(event.choice(), event.atNanos());
        watch.token(event.choice(), event.token());
        if (choices.push(event.choice(), event.token())) {
          flight.cancel(event.choice());
        }
      } else if (event.end() != null) {
        choices.end(event.choice(), event.end());
      }
      String end = choices.endOf(event.choice());
      if (end != null) {
        measured.ended(end);
      }
    }

    private ObjectNode usage() {
      int prompt = choices.promptTokens();
      int completion = choices.tokens();
      return JsonNodeFactory.instance
          .objectNode()
          .put("prompt_tokens", prompt)
          .put("completion_tokens", completion)
          .put("total_tokens", prompt + completion);
    }
  }
}
