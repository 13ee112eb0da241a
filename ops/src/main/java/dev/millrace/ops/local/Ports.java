package dev.millrace.ops.local;

import dev.millrace.ops.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * TCP ports of this machine's loopback interface. A port found free can be taken by someone else
 * before it is used; whoever binds it later must still be ready for that.
 */
public final class Ports {
  private Ports() {}

  /** A port that was free when asked. */
  public static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on the loopback interface", e);
    }
  }

  /**
   * The port that a person asked for.
   *
   * @param option the option that named the port, for the message
   * @param port the port; 0 asks for any free one
   * @throws UserError when the port is in use
   */
  public static int named(String option, int port) {
    if (port == 0) {
      return free();
    }
    if (!isFree(port)) {
      throw new UserError(
          option + " " + port + ": the port is in use; name another one, or 0 for any free port");
    }
    return port;
  }

  /** The preferred port where it is free, else another one: for ports that nobody named. */
  public static int preferred(int port) {
    return isFree(port) ? port : free();
  }

  /** Whether a server could listen on the port now. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // As the servers bind: a port whose last connections linger in TIME_WAIT counts as free.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
