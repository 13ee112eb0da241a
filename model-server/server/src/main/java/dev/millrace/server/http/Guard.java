package dev.millrace.server.http;

import dev.millrace.server.access.Access;
import dev.millrace.server.openai.ApiException;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to every request: it is named, let in or not, answered, and its failure told. */
final class Guard {
  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
  private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final HttpSettings settings;
  private final Access access;
  private final Supplier<String> requestIds;
  private final RequestCounter counter;

  Guard(HttpSettings settings, Access access, Supplier<String> requestIds, RequestCounter counter) {
    this.settings = settings;
    this.access = access;
    this.requestIds = requestIds;
    this.counter = counter;
  }

  void answer(Context context, Route route) {
    Exchange exchange = exchange(context);
    try {
      try {
        admit(context, exchange, route);
        route.call().answer(exchange);
      } catch (ApiException e) {
        exchange.fail(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        exchange.fail(ApiException.server(503, "shutting_down", "the server is shutting down"));
      } catch (RuntimeException e) {
        LOG.error("request {} to {} failed", exchange.requestId(), route.path(), e);
        exchange.fail(
            ApiException.server(
                500,
                "internal_error",
                "the server failed; request " + exchange.requestId() + " is in its log"));
      }
    } catch (IOException e) {
      LOG.debug(
          "request {} to {} was given up: {}", exchange.requestId(), route.path(), e.toString());
    }
    counter.count(route.path(), exchange.status());
  }

  /** A request that no route is for. */
  void refuse(Context context, int status) {
    String method = context.method().name();
    ApiException refusal =
        status == 405
            ? ApiException.refused(
                405, "method_not_allowed", context.path() + " does not answer " + method)
            : ApiException.noRoute(method, context.path());
    try {
      exchange(context).fail(refusal);
    } catch (IOException e) {
      LOG.debug("nobody waits for status {}", status);
    }
    counter.count("other", status);
  }

  private void admit(Context context, Exchange exchange, Route route) {
    if (!access.isGuarded()) {
      SameOrigin.require(context.header("host"), context.header("origin"));
    }
    if (route.entry() != Entry.OPEN) {
      exchange.admit(access.admit(context.header("authorization"), route.entry().role()));
    }
  }

  private Exchange exchange(Context context) {
    String given = context.header("x-request-id");
    boolean usable = given != null && REQUEST_ID.matcher(given).matches();
    return new Exchange(context, settings, usable && given != null ? given : requestIds.get());
  }
}
