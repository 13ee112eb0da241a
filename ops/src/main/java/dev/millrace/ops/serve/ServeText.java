package dev.millrace.ops.serve;

import dev.millrace.server.api.ApiServer;
import java.io.PrintWriter;

/** What is said when a server begins to answer. */
public final class ServeText {
  private ServeText() {}

  /** Says where to ask. */
  public static void say(ApiServer server, PrintWriter out) {
    out.println("serving    " + server.uri() + "/v1");
    out.println("admin      " + server.adminUri());
    out.flush();
  }
}
