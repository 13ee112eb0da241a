package dev.millrace.ops.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/** A signal of the operating system. */
public enum Signal {
  /** Ends a process at once; it cannot notice. */
  KILL,
  /** What the system sends for a wrong memory access: a crash of native code. */
  SEGV,
  /** Freezes a process: its connections stay open and nobody answers. */
  STOP,
  /** Lets a frozen process go on. */
  CONT;

  private static final int DEADLINE_SECONDS = 5;

  /** Sends it to a process. */
  void send(long pid) {
    String command = "kill -" + name() + " " + pid;
    try {
      Process kill =
          new ProcessBuilder("sh", "-c", command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!kill.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        kill.destroyForcibly();
        throw new IllegalStateException(command + ": not within " + DEADLINE_SECONDS + " s");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted during " + command, e);
    }
  }
}
