package dev.millrace.server.http;

/** Hears of every request that has been answered. */
public interface RequestCounter {
  /**
   * One more.
   *
   * @param route its path, or "other"; never what the client wrote
   */
  void count(String route, int status);
}
