package dev.millrace.ops.local;

import dev.millrace.ops.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one directory in which a run keeps everything: broker log, checkpoints, weights, log file,
 * report. It carries a marker file, so that nothing is ever deleted from a directory that a run did
 * not make, and a lock, so that two runs never share it.
 */
public final class StateDirectory implements AutoCloseable {
  private static final String MARKER = ".millrace-state";
  private static final String REPORT = "report";
  private static final String LOGS = "logs";
  private static final String KEPT = "kept";
  private static final String JOB_OPTIONS = "job.properties";

  /** What a run fills and what its end empties; report and log file stay. */
  private static final List<String> RUN_DATA =
      List.of("kafka", "flink", "learner", "weights", "policy", "soak", JOB_OPTIONS);

  private final Path root;
  private final FileChannel channel;
  private final FileLock lock;

  private StateDirectory(Path root, FileChannel channel, FileLock lock) {
    this.root = root;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Makes the directory for a run that starts anew, or takes over the empty or finished one that is
   * there.
   *
   * @throws UserError when it cannot be written, belongs to something else, is in use, or holds a
   *     run that was kept
   */
  public static StateDirectory open(Path directory) {
    StateDirectory state = take(directory);
    if (state.isKept() && state.holdsRun()) {
      state.close();
      throw new UserError(
          "state directory "
              + state.root
              + ": holds a run that was kept; delete it or name another");
    }
    state.deleteRunData();
    return state;
  }

  /**
   * Makes the directory of a run that is kept, or takes over the one that is there with all that it
   * holds.
   *
   * @throws UserError when it cannot be written, belongs to something else, or is in use
   */
  public static StateDirectory resume(Path directory) {
    StateDirectory state = take(directory);
    if (!state.isKept()) {
      state.deleteRunData();
      state.keep();
    }
    return state;
  }

  private static StateDirectory take(Path directory) {
    Path root = directory.toAbsolutePath().normalize();
    try {
      if (Files.exists(root) && !Files.isDirectory(root)) {
        throw new UserError("state directory " + root + ": is a file");
      }
      Files.createDirectories(root);
      if (!Files.exists(root.resolve(MARKER)) && !isEmpty(root)) {
        throw new UserError(
            "state directory "
                + root
                + ": is not empty and was not made by millrace; name another");
      }
      FileChannel channel =
          FileChannel.open(
              root.resolve(MARKER), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = lock(channel);
      if (lock == null) {
        channel.close();
        throw new UserError(
            "state directory " + root + ": in use by another millrace; name another");
      }
      return new StateDirectory(root, channel, lock);
    } catch (IOException e) {
      throw new UserError("state directory " + root + ": cannot be written (" + reason(e) + ")", e);
    }
  }

  public Path root() {
    return root;
  }

  /** Data of the broker. */
  public Path kafka() {
    return root.resolve("kafka");
  }

  /** Checkpoints, savepoints and working files of the cluster. */
  public Path flink() {
    return root.resolve("flink");
  }

  /** Blobs of the learner. */
  public Path learner() {
    return root.resolve("learner");
  }

  /** Published weights. */
  public Path weights() {
    return root.resolve("weights");
  }

  /** The starting policy of the run. */
  public Path policy() {
    return root.resolve("policy");
  }

  /** Everything of a soak. */
  public Path soak() {
    return root.resolve("soak");
  }

  /** Curves and summary; stays when the run's data go. */
  public Path report() {
    return root.resolve(REPORT);
  }

  public Path logFile() {
    return root.resolve(LOGS).resolve("millrace.log");
  }

  /** The options that a kept run goes on with. */
  public Path options() {
    return root.resolve("run.json");
  }

  /** The options of the job as they were in force, for whoever trains its steps again. */
  public Path jobOptions() {
    return root.resolve(JOB_OPTIONS);
  }

  /** Whether the run's data are wanted after its end. */
  public boolean isKept() {
    return Files.exists(root.resolve(KEPT));
  }

  private boolean holdsRun() {
    return RUN_DATA.stream().anyMatch(name -> Files.exists(root.resolve(name)));
  }

  /** Marks the run's data as wanted: a run that starts anew refuses to use this directory. */
  public void keep() {
    try {
      Files.writeString(root.resolve(KEPT), "");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot mark " + root + " as kept", e);
    }
  }

  /** Deletes what the run filled; report and log file stay. */
  public void deleteRunData() {
    try {
      for (String name : RUN_DATA) {
        deleteTree(root.resolve(name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete the run data of " + root, e);
    }
  }

  @Override
  public void close() {
    try {
      lock.release();
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot release " + root, e);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by this very JVM
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    }
  }

  private static void deleteTree(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static String reason(IOException e) {
    String kind = e.getClass().getSimpleName();
    return e instanceof java.nio.file.AccessDeniedException
        ? "access denied"
        : kind + " " + e.getMessage();
  }
}
