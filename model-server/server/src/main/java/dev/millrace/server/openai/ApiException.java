package dev.millrace.server.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why a request gets no answer, in the shape of OpenAI's errors. */
public final class ApiException extends RuntimeException {
  private static final String INVALID = "invalid_request_error";

  private final int status;
  private final String type;
  private final @Nullable String param;
  private final @Nullable String code;
  private final @Nullable Duration retryAfter;

  private ApiException(
      int status,
      String type,
      @Nullable String param,
      @Nullable String code,
      String message,
      @Nullable Duration retryAfter) {
    super(message);
    this.status = status;
    this.type = type;
    this.param = param;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** 400: what is asked for is not possible; names the parameter. */
  public static ApiException invalid(@Nullable String param, String message) {
    return new ApiException(400, INVALID, param, null, message, null);
  }

  /** 400: a parameter that would change the answer, and that this server does not know. */
  public static ApiException unsupported(String param, String message) {
    return new ApiException(400, INVALID, param, "unsupported_parameter", message, null);
  }

  /** 400: prompt and answer together are longer than the model can read. */
  public static ApiException tooLong(@Nullable String param, String message) {
    return new ApiException(400, INVALID, param, "context_length_exceeded", message, null);
  }

  /** 401: no key, or none that is known. */
  public static ApiException unauthenticated() {
    return new ApiException(
        401,
        INVALID,
        null,
        "invalid_api_key",
        "a known API key is needed, as 'authorization: Bearer KEY'",
        null);
  }

  /** 403: the key has not the role. */
  public static ApiException forbidden(String role) {
    return new ApiException(
        403,
        "permission_error",
        null,
        "insufficient_permissions",
        "this API key has not the role '" + role + "'",
        null);
  }

  /** 404: there is no such route. */
  public static ApiException noRoute(String method, String path) {
    return new ApiException(
        404, INVALID, null, "unknown_url", "unknown request URL: " + method + " " + path, null);
  }

  /** 404: there is no such model. */
  public static ApiException noModel(String model, String served) {
    return new ApiException(
        404,
        INVALID,
        "model",
        "model_not_found",
        "the model '" + model + "' does not exist; this server has '" + served + "'",
        null);
  }

  /** 404: there is no such answer. */
  public static ApiException unknownInference(String message) {
    return new ApiException(404, INVALID, "inference_id", "inference_not_found", message, null);
  }

  /** Another refusal of the client's request. */
  public static ApiException refused(int status, String code, String message) {
    return new ApiException(status, INVALID, null, code, message, null);
  }

  /** 429: too much at once. */
  public static ApiException tooMany(String code, String message, Duration retryAfter) {
    return new ApiException(429, "rate_limit_error", null, code, message, retryAfter);
  }

  /** 5xx: the server's fault, or its state. */
  public static ApiException server(int status, String code, String message) {
    return new ApiException(status, "server_error", null, code, message, null);
  }

  /** 503: not now. */
  public static ApiException unavailable(String code, String message, Duration retryAfter) {
    return new ApiException(503, "server_error", null, code, message, retryAfter);
  }

  public int status() {
    return status;
  }

  /** After which time the same request may succeed; null where time alone does not help. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** The body of the answer. */
  public ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putObject("error")
        .put("message", getMessage())
        .put("type", type)
        .put("param", param)
        .put("code", code);
    return body;
  }
}
