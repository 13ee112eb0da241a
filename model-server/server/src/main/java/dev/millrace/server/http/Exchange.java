package dev.millrace.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.server.openai.ApiException;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A request and its answer, for the thread that answers it. */
public final class Exchange {
  private static final String JSON = "application/json";

  private final Context context;
  private final HttpSettings settings;
  private final String requestId;
  private String caller = "";
  private @Nullable ClientWatch watch;
  private @Nullable EventStream stream;

  Exchange(Context context, HttpSettings settings, String requestId) {
    this.context = context;
    this.settings = settings;
    this.requestId = requestId;
    context.header("x-request-id", requestId);
  }

  void admit(String owner) {
    caller = owner;
  }

  /** Name of the key that asks. */
  public String caller() {
    return caller;
  }

  public String requestId() {
    return requestId;
  }

  /** A header of the request; null when there is none. */
  public @Nullable String header(String name) {
    return context.header(name);
  }

  /** A parameter of the query; null when there is none. */
  public @Nullable String query(String name) {
    return context.queryParam(name);
  }

  /** A part of the path. */
  public String path(String name) {
    return context.pathParam(name);
  }

  /**
   * The body, a JSON object.
   *
   * @throws ApiException when it is none, too long or too slow
   */
  public ObjectNode json() throws IOException {
    RequestBody.requireJson(context.contentType());
    return RequestBody.object(
        RequestBody.read(
            context.req().getInputStream(),
            context.req().getContentLengthLong(),
            settings.bodyBytes(),
            settings.bodyDeadline()));
  }

  /** Sets a header of the answer. */
  public void header(String name, String value) {
    context.header(name, value);
  }

  /** Answers with JSON. */
  public void reply(int status, JsonNode body) {
    context.status(status).contentType(JSON).result(RequestBody.bytes(body));
  }

  /** Answers with text. */
  public void reply(String contentType, String text) {
    context.contentType(contentType).result(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Begins to answer with a stream; its status is told now. */
  public EventStream stream() throws IOException {
    context.status(200).contentType("text/event-stream");
    context.header("cache-control", "no-store").header("x-accel-buffering", "no");
    EventStream made = new EventStream(context.res().getOutputStream(), settings.readerDelay());
    stream = made;
    return made;
  }

  /** Whether nobody waits for the answer any more. */
  public boolean isClientGone() {
    if (watch == null) {
      watch = new ClientWatch(context.req());
    }
    return watch.isGone();
  }

  /** Answers with an error, inside the stream when one has begun. */
  void fail(ApiException failure) throws IOException {
    if (stream != null) {
      stream.fail(failure);
      return;
    }
    Duration retryAfter = failure.retryAfter();
    if (retryAfter != null) {
      context.header(
          "retry-after", Long.toString(Math.max(1, (retryAfter.toMillis() + 999) / 1000)));
    }
    if (failure.status() >= 400 && retryAfter == null) {
      context.header("x-should-retry", "false");
    }
    if (failure.status() == 401) {
      context.header("www-authenticate", "Bearer");
    }
    reply(failure.status(), failure.body());
  }

  int status() {
    return context.statusCode();
  }
}
