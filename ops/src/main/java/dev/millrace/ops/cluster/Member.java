package dev.millrace.ops.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One place of a cluster and the process that fills it now. A process that has ended is followed by
 * another one with the same ports and directories; each writes logs of its own.
 */
public final class Member {
  private static final Duration END = Duration.ofSeconds(15);
  private static final int TAIL_LINES = 5;
  private static final Pattern REASON = Pattern.compile(" (ERROR|FATAL) |^Caused by: ");

  private final String name;
  private final Path logs;
  private final IntFunction<ChildJvm> recipe;
  private int incarnation;
  private @Nullable Process process;

  /**
   * @param recipe the process by its number, from 1
   */
  Member(String name, Path logs, IntFunction<ChildJvm> recipe) {
    this.name = name;
    this.logs = logs;
    this.recipe = recipe;
  }

  public String name() {
    return name;
  }

  /** Name and number of the process, different from those before it. */
  public synchronized String incarnation() {
    return name + "-" + incarnation;
  }

  /** Starts a process; the one before it has to have ended. */
  public synchronized void start() {
    if (isAlive()) {
      throw new IllegalStateException(name + " is running");
    }
    incarnation++;
    try {
      process = recipe.apply(incarnation).start(log());
    } catch (IOException e) {
      throw new UncheckedIOException(name + ": cannot be started", e);
    }
  }

  public synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Process id of the process that runs or ran last. */
  public synchronized long pid() {
    return started().pid();
  }

  /** Throws when the process has ended, with the last lines that it printed. */
  public synchronized void requireAlive() {
    if (!isAlive()) {
      throw new IllegalStateException(
          incarnation() + " ended with status " + started().exitValue() + ": " + tail());
    }
  }

  /** Sends a signal. */
  public synchronized void signal(Signal signal) {
    signal.send(pid());
  }

  /** Sends a signal that ends the process, and waits until it has ended. */
  public void kill(Signal signal) {
    signal(signal);
    awaitEnd();
  }

  /** Waits for the end of a process that was ended from outside. */
  public void awaitEnd() {
    Await.until("the end of " + incarnation(), END, () -> !isAlive());
    try {
      started().getOutputStream().close();
    } catch (IOException e) {
      // The other end is gone; all that matters is that ours is closed.
    }
  }

  /** Asks the process to end, and ends it by force when it does not within the deadline. */
  void stop(Duration deadline) {
    Process running;
    synchronized (this) {
      running = process;
    }
    if (running == null) {
      return;
    }
    try {
      running.getOutputStream().close();
    } catch (IOException e) {
      // Its end of the line is closed already: it has ended, or is about to.
    }
    try {
      if (!running.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        running.destroyForcibly();
        awaitEnd();
      }
    } catch (InterruptedException e) {
      running.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the process without a look back; for the end of this JVM. */
  synchronized void destroy() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private synchronized Process started() {
    if (process == null) {
      throw new IllegalStateException(name + " was never started");
    }
    return process;
  }

  private Path log() {
    return logs.resolve(incarnation() + ".log");
  }

  /** The last that it said: what it printed, else why its log says that it ended. */
  private String tail() {
    List<String> printed = lines(logs.resolve(incarnation() + ".out"));
    List<String> said =
        printed.isEmpty()
            ? lines(log()).stream().filter(line -> REASON.matcher(line).find()).toList()
            : printed;
    List<String> last = said.subList(Math.max(0, said.size() - TAIL_LINES), said.size());
    return last.isEmpty() ? "it left no reason in " + logs : String.join(" | ", last);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
