package dev.millrace.ops.loop;

import dev.millrace.ops.UserError;
import dev.millrace.ops.local.Ports;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The port of a server that is about to start: the one that a person named, or a usual one that may
 * give way to another.
 *
 * @param port the port
 * @param named whether a person named it
 */
record ChosenPort(int port, boolean named) {

  /**
   * Chooses.
   *
   * @throws UserError when the port that was named is in use
   */
  static ChosenPort of(String option, @Nullable Integer named, int usual) {
    return named == null
        ? new ChosenPort(Ports.preferred(usual), false)
        : new ChosenPort(Ports.named(option, named), true);
  }

  /** Starts the server; on another port when this one was taken meanwhile and nobody named it. */
  <T> T start(IntFunction<T> server) {
    try {
      return server.apply(port);
    } catch (UserError e) {
      if (named || Ports.isFree(port)) {
        throw e;
      }
      return server.apply(Ports.free());
    }
  }
}
