package dev.millrace.server.engine;

/** A request that was accepted. */
public interface Ticket {
  /**
   * Gives the request up: nobody waits for it any more. The listener hears that it was cancelled,
   * unless it has ended already.
   */
  void cancel();
}
