package dev.millrace.ops.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of a run that must be ended, in the reverse order of their start: whatever uses another
 * part ends before it. A part that fails to end does not keep the others from ending.
 */
final class Closing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  /** One started part. */
  private record Part(String name, AutoCloseable end) {}

  private final Deque<Part> parts = new ArrayDeque<>();

  /** Takes over the end of a part that was just started. */
  synchronized void add(String name, AutoCloseable end) {
    parts.push(new Part(name, end));
  }

  @Override
  public synchronized void close() {
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
