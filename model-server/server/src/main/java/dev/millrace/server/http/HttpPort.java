package dev.millrace.server.http;

import dev.millrace.server.access.Access;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;

/** A port that answers on some routes. */
public final class HttpPort implements AutoCloseable {
  private final Javalin javalin;
  private final String host;

  private HttpPort(Javalin javalin, String host) {
    this.javalin = javalin;
    this.host = host;
  }

  /**
   * Begins to answer.
   *
   * @param requestIds makes names for requests that bring none
   * @throws IllegalArgumentException when others than this machine could ask without a key, or the
   *     port cannot be had
   */
  public static HttpPort open(
      HttpSettings settings,
      Access access,
      List<Route> routes,
      Supplier<String> requestIds,
      RequestCounter counter) {
    if (!access.isGuarded() && !settings.isLoopback()) {
      throw new IllegalArgumentException(
          "--host "
              + settings.host()
              + ": without keys only this machine may ask; give --keys, or listen on "
              + HttpSettings.LOOPBACK);
    }
    Guard guard = new Guard(settings, access, requestIds, counter);
    Javalin javalin = Javalin.create(config -> configure(config, settings, routes, guard));
    try {
      javalin.start();
    } catch (JavalinBindException e) {
      javalin.stop();
      throw new IllegalArgumentException(
          "port " + settings.port() + " of " + settings.host() + " cannot be had; is it taken?", e);
    }
    return new HttpPort(javalin, settings.host());
  }

  private static void configure(
      JavalinConfig config, HttpSettings settings, List<Route> routes, Guard guard) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.compressionStrategy = CompressionStrategy.NONE; // it would hold tokens back
    config.http.prefer405over404 = true;
    JettySetup.apply(config.jetty, settings);
    for (Route route : routes) {
      config.routes.addHttpHandler(
          HandlerType.findOrCreate(route.method().name()),
          route.path(),
          context -> guard.answer(context, route));
    }
    config.routes.exception(
        HttpResponseException.class, (e, context) -> guard.refuse(context, e.getStatus()));
  }

  /** Where it answers. */
  public URI uri() {
    String name = host.contains(":") ? "[" + host + "]" : host;
    return URI.create("http://" + name + ":" + javalin.port());
  }

  /** Waits for the answers under way, and ends. */
  @Override
  public void close() {
    javalin.stop();
  }
}
