package dev.millrace.server.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/**
 * What one listening port takes from its clients.
 *
 * @param host name or address to listen on
 * @param port to listen on; 0 for any free one
 * @param bodyBytes largest body
 * @param headerBytes largest head of a request, all headers together
 * @param connections most connections at a time; more wait to be accepted
 * @param requests most requests that are answered at a time, each with a thread
 * @param idleTimeout after which a connection is closed on which nothing moves
 * @param bodyDeadline within which a body must have come
 * @param readerDelay how far behind the reader of a stream may fall
 */
public record HttpSettings(
    String host,
    int port,
    int bodyBytes,
    int headerBytes,
    int connections,
    int requests,
    Duration idleTimeout,
    Duration bodyDeadline,
    Duration readerDelay) {
  public static final String LOOPBACK = "127.0.0.1";

  public HttpSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be from 0 to 65535, was " + port);
    }
    if (bodyBytes < 1 || headerBytes < 1024 || connections < 1 || requests < 1) {
      throw new IllegalArgumentException(
          "body, connections and requests must be at least 1 and headers 1024 bytes, were "
              + bodyBytes
              + ", "
              + connections
              + ", "
              + requests
              + " and "
              + headerBytes);
    }
  }

  /** The defaults. */
  public static HttpSettings of(String host, int port) {
    return new HttpSettings(
        host,
        port,
        1 << 20,
        16 << 10,
        1024,
        256,
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        Duration.ofSeconds(30));
  }

  /** Whether only this machine can reach the port. */
  public boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("--host " + host + ": no such host", e);
    }
  }
}
