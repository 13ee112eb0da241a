package dev.millrace.job.score.remote;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;

/** A server on a real socket that answers its n-th request as a script says. */
public final class ScriptedServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);

  /** What it was sent, in order. */
  public final List<Received> received = new CopyOnWriteArrayList<>();

  /**
   * A request.
   *
   * @param authorization header, or empty
   */
  public record Received(String path, String authorization, String body) {}

  /**
   * What the server does.
   *
   * @param status negative to hang until it is closed
   * @param headers names and values
   */
  public record Answer(int status, String body, String... headers) {
    public static Answer ok(String body) {
      return new Answer(200, body);
    }

    public static Answer hang() {
      return new Answer(-1, "");
    }
  }

  private ScriptedServer(IntFunction<Answer> script) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", exchange -> serve(exchange, script));
    server.start();
  }

  /** Serves. */
  public static ScriptedServer of(IntFunction<Answer> script) throws IOException {
    return new ScriptedServer(script);
  }

  /** Its address with a path. */
  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private void serve(HttpExchange exchange, IntFunction<Answer> script) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    int number;
    synchronized (received) {
      received.add(
          new Received(exchange.getRequestURI().toString(), String.valueOf(authorization), body));
      number = received.size();
    }
    Answer answer = script.apply(number);
    if (answer.status() < 0) {
      await();
      exchange.close();
      return;
    }
    for (int i = 0; i < answer.headers().length; i += 2) {
      exchange.getResponseHeaders().set(answer.headers()[i], answer.headers()[i + 1]);
    }
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private void await() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
