package dev.millrace.ops.status;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** A look whether anybody listens at an address: Kafka's client would try until its deadline. */
final class Reachable {
  private Reachable() {}

  /** Whether one of several addresses, host:port with commas, takes a connection. */
  static boolean any(String addresses, Duration patience) {
    for (String address : addresses.split(",", -1)) {
      int colon = address.lastIndexOf(':');
      if (colon > 0 && takesConnection(address, colon, patience)) {
        return true;
      }
    }
    return false;
  }

  private static boolean takesConnection(String address, int colon, Duration patience) {
    try (Socket socket = new Socket()) {
      int port = Integer.parseInt(address.substring(colon + 1).strip());
      socket.connect(
          new InetSocketAddress(address.substring(0, colon).strip(), port),
          (int) patience.toMillis());
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
