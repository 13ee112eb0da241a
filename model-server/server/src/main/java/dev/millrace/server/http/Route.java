package dev.millrace.server.http;

import java.io.IOException;

/**
 * A way to ask for something.
 *
 * @param method GET or POST
 * @param path as it is in the request line
 * @param entry what a caller needs
 * @param call answers
 */
public record Route(Method method, String path, Entry entry, Call call) {
  /** The methods that there are routes for. */
  public enum Method {
    GET,
    POST
  }

  /** Answers a request. An ApiException becomes the answer; nothing else may be thrown in peace. */
  public interface Call {
    void answer(Exchange exchange) throws IOException, InterruptedException;
  }

  public static Route get(String path, Entry entry, Call call) {
    return new Route(Method.GET, path, entry, call);
  }

  public static Route post(String path, Entry entry, Call call) {
    return new Route(Method.POST, path, entry, call);
  }
}
