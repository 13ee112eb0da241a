package dev.millrace.server.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.server.http.Entry;
import dev.millrace.server.http.Exchange;
import dev.millrace.server.http.Route;
import dev.millrace.server.openai.ApiException;
import java.util.List;

/** The routes that steer a server, under vLLM's names. They belong on a port of the loopback. */
public final class AdminRoutes {
  private final ServedModel model;
  private final Gate gate;

  public AdminRoutes(ServedModel model, Gate gate) {
    this.model = model;
    this.gate = gate;
  }

  public List<Route> routes() {
    return List.of(
        Route.post("/pause", Entry.ADMIN, this::pause),
        Route.post("/resume", Entry.ADMIN, this::resume),
        Route.get("/is_paused", Entry.ADMIN, this::state),
        Route.get("/weight_info", Entry.ADMIN, this::weights));
  }

  private void pause(Exchange exchange) {
    String mode = exchange.query("mode");
    if (mode != null && !mode.equals("wait") && !mode.equals("abort")) {
      throw ApiException.invalid("mode", "'mode' must be wait or abort");
    }
    gate.pause("abort".equals(mode));
    state(exchange);
  }

  private void resume(Exchange exchange) {
    gate.resume();
    state(exchange);
  }

  private void state(Exchange exchange) {
    exchange.reply(
        200,
        JsonNodeFactory.instance
            .objectNode()
            .put("is_paused", gate.isPaused())
            .put("running", gate.running()));
  }

  private void weights(Exchange exchange) {
    ServedVersion version = model.version().get();
    ObjectNode info = JsonNodeFactory.instance.objectNode().put("model", model.id());
    if (version == null) {
      info.putNull("weight_version");
    } else {
      info.put("weight_version", version.label())
          .put("lineage", version.lineage())
          .put("step", version.step())
          .put("sha256", version.digest());
    }
    exchange.reply(200, info);
  }
}
