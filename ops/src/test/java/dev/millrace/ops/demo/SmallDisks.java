package dev.millrace.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * File systems of a few mebibytes that can be filled: in memory, in name spaces of their own, held
 * by a process that does nothing else. Needs no privileges where the kernel lets users have name
 * spaces.
 */
final class SmallDisks implements AutoCloseable {
  private static final long SETTLE_SECONDS = 20;

  private final Process holder;

  private SmallDisks(Process holder) {
    this.holder = holder;
  }

  /** Whether this machine allows them. */
  static boolean areAllowed() {
    try {
      Process tried =
          new ProcessBuilder("unshare", "-Urm", "sh", "-c", "mount -t tmpfs tmpfs /mnt")
              .redirectErrorStream(true)
              .start();
      return tried.waitFor(SETTLE_SECONDS, TimeUnit.SECONDS)
          && tried.exitValue() == 0
          && Files.exists(Path.of("/usr/bin/nsenter"));
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Mounts them; what is mounted later may lie in what was mounted before.
   *
   * @param mebibytes size by directory, in the order of mounting
   */
  static SmallDisks mount(Map<Path, Integer> mebibytes) throws Exception {
    StringBuilder script = new StringBuilder("set -e; ");
    mebibytes.forEach(
        (directory, size) ->
            script.append(
                "mkdir -p '%s'; mount -t tmpfs -o size=%dm tmpfs '%s'; "
                    .formatted(directory, size, directory)));
    script.append("echo mounted; exec sleep 3600");
    Process holder =
        new ProcessBuilder("unshare", "-Urm", "sh", "-c", script.toString())
            .redirectErrorStream(true)
            .start();
    byte[] answer = holder.getInputStream().readNBytes("mounted".length());
    assertThat(new String(answer, java.nio.charset.StandardCharsets.UTF_8)).isEqualTo("mounted");
    return new SmallDisks(holder);
  }

  /** What a command must begin with to see them. */
  List<String> prefix() {
    return List.of(
        "nsenter", "--preserve-credentials", "-U", "-m", "-t", String.valueOf(holder.pid()));
  }

  /** The directory as this process sees it. */
  Path seen(Path directory) {
    return Path.of("/proc/" + holder.pid() + "/root" + directory);
  }

  /** Fills a disk until only so much is left. */
  void fill(Path directory, int leaveMebibytes) throws IOException {
    // A FileStore would resolve the path in this process's own name space.
    File disk = seen(directory).toFile();
    byte[] block = new byte[1 << 20];
    try (OutputStream ballast = Files.newOutputStream(ballast(directory))) {
      while (disk.getUsableSpace() > ((long) leaveMebibytes << 20)) {
        ballast.write(block);
      }
    } catch (IOException full) {
      if (leaveMebibytes > 0) {
        throw full;
      }
    }
  }

  /** Makes room again. */
  void free(Path directory) throws IOException {
    Files.delete(ballast(directory));
  }

  private Path ballast(Path directory) {
    return seen(directory).resolve("ballast");
  }

  /** Ends the holder, and with it the disks. */
  @Override
  public void close() throws InterruptedException {
    List<ProcessHandle> all = new ArrayList<>(holder.descendants().toList());
    all.forEach(ProcessHandle::destroyForcibly);
    holder.destroyForcibly().waitFor();
  }
}
