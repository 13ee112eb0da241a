package dev.millrace.server.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.server.http.Entry;
import dev.millrace.server.http.Exchange;
import dev.millrace.server.http.Route;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Whether the process lives, and whether it can answer. It lives as long as it answers here,
 * however the broker is; it can answer once verified weights are loaded.
 */
public final class HealthRoutes {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final ServedModel model;
  private final Supplier<String> metrics;

  /**
   * @param metrics what a scrape gets
   */
  public HealthRoutes(ServedModel model, Supplier<String> metrics) {
    this.model = model;
    this.metrics = metrics;
  }

  public List<Route> routes() {
    return Stream.concat(
            Stream.of("/health", "/ping", "/health/liveness", "/health/liveliness")
                .map(path -> Route.get(path, Entry.OPEN, HealthRoutes::lives)),
            Stream.of(
                Route.get("/health/readiness", Entry.OPEN, this::ready),
                Route.get("/metrics", Entry.ANY_KEY, this::metrics)))
        .toList();
  }

  private static void lives(Exchange exchange) {
    exchange.reply(200, status("healthy"));
  }

  private void ready(Exchange exchange) {
    boolean ready = model.version().get() != null;
    exchange.reply(ready ? 200 : 503, status(ready ? "ready" : "waiting for weights"));
  }

  private void metrics(Exchange exchange) {
    exchange.reply(PROMETHEUS, metrics.get());
  }

  private static ObjectNode status(String word) {
    return JsonNodeFactory.instance.objectNode().put("status", word);
  }
}
