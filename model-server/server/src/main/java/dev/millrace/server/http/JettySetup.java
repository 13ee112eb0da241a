package dev.millrace.server.http;

import dev.millrace.server.openai.ApiException;
import io.javalin.config.JettyConfig;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty with bounds on everything that a client can make grow. */
final class JettySetup {
  /** Threads beside those that answer: acceptors, selectors, and whoever is told to come later. */
  private static final int OTHER_THREADS = 32;

  /** How long nothing may move on a connection while there are as many as there may be. */
  private static final Duration CROWDED_IDLE = Duration.ofSeconds(2);

  /** What is still under way when the port is closed has this long to notice. */
  private static final Duration STOP = Duration.ofSeconds(10);

  private JettySetup() {}

  static void apply(JettyConfig jetty, HttpSettings settings) {
    QueuedThreadPool threads = new QueuedThreadPool(settings.requests() + OTHER_THREADS, 8);
    threads.setName("millrace-http");
    threads.setDaemon(true);
    jetty.threadPool = threads;
    jetty.modifyHttpConfiguration(http -> limit(http, settings));
    jetty.addConnector((server, http) -> connector(server, http, settings));
    jetty.modifyServer(
        server -> {
          server.setErrorHandler(JettySetup::error);
          NetworkConnectionLimit limit = new NetworkConnectionLimit(settings.connections(), server);
          limit.setEndPointIdleTimeout(CROWDED_IDLE.toMillis());
          server.addBean(limit);
          server.setStopTimeout(STOP.toMillis());
        });
  }

  private static void limit(HttpConfiguration http, HttpSettings settings) {
    http.setRequestHeaderSize(settings.headerBytes());
    http.setSendServerVersion(false);
  }

  private static ServerConnector connector(
      Server server, HttpConfiguration http, HttpSettings settings) {
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.setIdleTimeout(settings.idleTimeout().toMillis());
    return connector;
  }

  /** What is wrong with a request before any route sees it. */
  private static boolean error(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    ApiException error =
        status >= 500
            ? ApiException.server(status, "internal_error", "the server failed")
            : ApiException.refused(status, "bad_request", "the request is not usable HTTP");
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.write(true, ByteBuffer.wrap(RequestBody.bytes(error.body())), callback);
    return true;
  }
}
