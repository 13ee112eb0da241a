package dev.millrace.ops.cluster;

import java.io.IOException;
import java.time.Duration;

/**
 * The bond of a child process to the one that started it: the child's standard input, which ends
 * when the parent closes it or dies, however it dies.
 */
final class ParentWatch {
  private static final Duration ORDERLY_END = Duration.ofSeconds(10);
  private static final int STATUS = 0;

  private ParentWatch() {}

  /** Ends this process when its standard input ends: in order while that takes a while, then so. */
  static void begin() {
    Thread watch = new Thread(ParentWatch::watch, "parent-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private static void watch() {
    try {
      while (System.in.read() >= 0) {
        // Nobody says anything on this line: only its end has a meaning.
      }
    } catch (IOException e) {
      // A line that cannot be read has ended as well.
    }
    Thread halt = new Thread(ParentWatch::haltLater, "parent-watch-halt");
    halt.setDaemon(true);
    halt.start();
    System.exit(STATUS);
  }

  private static void haltLater() {
    try {
      Thread.sleep(ORDERLY_END.toMillis());
    } catch (InterruptedException e) {
      // The end is near either way.
    }
    Runtime.getRuntime().halt(STATUS);
  }
}
