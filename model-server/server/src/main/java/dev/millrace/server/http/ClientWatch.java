package dev.millrace.server.http;

import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;

/**
 * Whether the client still waits. While a request is answered nobody reads from its connection, so
 * nobody would hear that it was closed; this looks. Used by the thread that answers.
 */
final class ClientWatch {
  private final EndPoint connection;
  private boolean gone;

  ClientWatch(ServletRequest request) {
    this.connection =
        ServletContextRequest.getServletContextRequest(request)
            .getConnectionMetaData()
            .getConnection()
            .getEndPoint();
  }

  /**
   * Whether nobody waits any more. A client that sends its next request before this one is answered
   * counts as gone: no client does that with a POST, and the bytes could not be put back.
   */
  boolean isGone() {
    if (!gone) {
      try {
        ByteBuffer next = ByteBuffer.allocate(1).limit(0); // empty, as Jetty wants it
        gone = !connection.isOpen() || connection.fill(next) != 0;
      } catch (IOException e) {
        gone = true;
      }
    }
    return gone;
  }
}
