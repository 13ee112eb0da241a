package dev.millrace.server.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.server.access.Access;
import dev.millrace.server.access.Role;
import dev.millrace.server.feedback.FeedbackDesk;
import dev.millrace.server.feedback.FeedbackDesk.Outcome;
import dev.millrace.server.http.Entry;
import dev.millrace.server.http.Exchange;
import dev.millrace.server.http.Route;
import dev.millrace.server.metrics.FeedbackCounter;
import dev.millrace.server.openai.ApiException;
import dev.millrace.server.openai.FeedbackRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The route on which clients say how good an answer was. */
public final class FeedbackRoutes {
  private static final Duration SOON = Duration.ofSeconds(5);

  private final FeedbackDesk desk;
  private final Access access;
  private final FeedbackCounter counter;

  public FeedbackRoutes(FeedbackDesk desk, Access access, FeedbackCounter counter) {
    this.desk = desk;
    this.access = access;
    this.counter = counter;
  }

  public List<Route> routes() {
    return List.of(Route.post("/v1/feedback", Entry.FEEDBACK, this::take));
  }

  private void take(Exchange exchange) throws IOException {
    access.count(exchange.caller());
    FeedbackRequest request = FeedbackRequest.read(exchange.json());
    Outcome outcome =
        desk.take(
            new FeedbackDesk.Said(
                request.inferenceId(),
                request.metric(),
                request.value(),
                request.tags(),
                request.dryRun()),
            exchange.caller(),
            access.may(exchange.caller(), Role.ADMIN));
    String word = outcome.name().toLowerCase(Locale.ROOT);
    counter.count(word);
    switch (outcome) {
      case ACCEPTED, CHECKED -> answer(exchange, 200, request, word);
      case EXPIRED, NOT_KEPT -> answer(exchange, 202, request, word);
      case UNKNOWN ->
          throw ApiException.unknownInference(
              "no answer to this key has the 'inference_id'; it is the 'id' of a response, or"
                  + " 'id/1' for its second choice");
      case FULL ->
          throw ApiException.unavailable(
              "overloaded", "feedback cannot be kept now; send it again later", SOON);
    }
  }

  private static void answer(Exchange exchange, int status, FeedbackRequest request, String word) {
    exchange.reply(
        status,
        JsonNodeFactory.instance
            .objectNode()
            .put("inference_id", request.inferenceId())
            .put("metric_name", request.metric())
            .put("status", word));
  }
}
