package dev.millrace.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.server.access.Access;
import dev.millrace.server.answer.ChatShape;
import dev.millrace.server.answer.CompletionShape;
import dev.millrace.server.http.Entry;
import dev.millrace.server.http.Exchange;
import dev.millrace.server.http.Route;
import dev.millrace.server.openai.ApiException;
import dev.millrace.server.openai.ChatRequest;
import dev.millrace.server.openai.CompletionRequest;
import dev.millrace.server.openai.Limits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The routes of OpenAI's interface. */
public final class AskRoutes {
  private final ServedModel model;
  private final Limits limits;
  private final Access access;
  private final Answering answering;

  public AskRoutes(ServedModel model, Limits limits, Access access, Answering answering) {
    this.model = model;
    this.limits = limits;
    this.access = access;
    this.answering = answering;
  }

  public List<Route> routes() {
    return List.of(
        Route.post("/v1/completions", Entry.INFER, this::complete),
        Route.post("/v1/chat/completions", Entry.INFER, this::chat),
        Route.get("/v1/models", Entry.ANY_KEY, this::models),
        Route.get("/v1/models/<id>", Entry.ANY_KEY, this::model));
  }

  private void complete(Exchange exchange) throws IOException, InterruptedException {
    access.count(exchange.caller());
    ObjectNode body = exchange.json();
    CompletionRequest request = CompletionRequest.read(body, limits);
    requireModel(request.model());
    List<int[]> prompts = new ArrayList<>();
    List<String> echoes = new ArrayList<>();
    for (CompletionRequest.Prompt prompt : request.prompts()) {
      int[] tokens = prompt.tokens();
      String text = prompt.text();
      prompts.add(tokens != null ? tokens : model.prompts().ofText(Objects.requireNonNull(text)));
      String written = text != null || tokens == null ? text : model.bytes().text(tokens);
      echoes.add(request.echo() && written != null ? written : "");
    }
    answering.answer(
        exchange,
        Asks.of("cmpl-", "completions", exchange, body),
        new Task(
            prompts,
            echoes,
            request.wanted(),
            new CompletionShape(model.bytes(), request.wanted())));
  }

  private void chat(Exchange exchange) throws IOException, InterruptedException {
    access.count(exchange.caller());
    ObjectNode body = exchange.json();
    ChatRequest request = ChatRequest.read(body, limits);
    requireModel(request.model());
    answering.answer(
        exchange,
        Asks.of("chatcmpl-", "chat", exchange, body),
        new Task(
            List.of(model.prompts().ofChat(request.messages())),
            List.of(""),
            request.wanted(),
            new ChatShape(model.bytes(), request.wanted())));
  }

  private void models(Exchange exchange) {
    ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
    ArrayNode data = list.putArray("data");
    data.add(described());
    exchange.reply(200, list);
  }

  private void model(Exchange exchange) {
    requireModel(exchange.path("id"));
    exchange.reply(200, described());
  }

  private ObjectNode described() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", model.id())
        .put("object", "model")
        .put("created", model.created())
        .put("owned_by", "millrace")
        .put("max_model_len", model.maxPositions());
  }

  private void requireModel(String named) {
    if (!named.equals(model.id())) {
      throw ApiException.noModel(named, model.id());
    }
  }
}
