package dev.millrace.ops.loop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of a run that must be ended, in the reverse order of their start: whatever uses another
 * part ends before it. A part that is still starting is waited for, and a part that fails to end
 * does not keep the others from ending.
 */
final class Closing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);
  private static final Duration STARTING = Duration.ofSeconds(30);

  /** One started part. */
  private record Part(String name, AutoCloseable end) {}

  private final Deque<Part> parts = new ArrayDeque<>();

  /** Takes over the end of a part that was just started. */
  <T extends AutoCloseable> T add(T part) {
    parts.push(new Part(part.getClass().getSimpleName(), part));
    return part;
  }

  /** Starts a part on a thread of its own, and takes over its end. */
  <T> Parallel<T> start(String name, Callable<T> start, Consumer<T> end) {
    Parallel<T> starting = Parallel.start(name, start);
    parts.push(
        new Part(
            name,
            () -> {
              if (starting.succeeded(STARTING)) {
                end.accept(starting.get(STARTING));
              }
            }));
    return starting;
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      try {
        part.end().close();
      } catch (Exception e) {
        LOG.warn("{} did not end cleanly", part.name(), e);
      }
    }
  }
}
