package dev.millrace.job.learn;

import dev.millrace.job.learn.optimizer.MomentsFile;
import dev.millrace.policy.WeightsFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The directory of blobs. A blob is on the disk before its handle exists; equal content has one
 * file. A learner that nobody waits for any more may still write here beside its successor, so
 * neither shares a file with the other before it is complete, nor deletes what is newer than all it
 * knows.
 */
final class BlobStore {
  /** Entries of an optimizer's file: the step after which it is, and the weights beside it. */
  static final String STEP = "step";

  static final String WEIGHTS = "weights";

  private static final String SUFFIX = ".safetensors";
  private static final String INCOMPLETE = ".new";

  private final Path directory;
  // By step: those whose handle may still be on its way to the task, which decides what is kept.
  private final TreeMap<Long, Blob> written = new TreeMap<>();

  BlobStore(Path directory) {
    this.directory = directory;
  }

  /** Writes a learner as it is after {@code step}. */
  Blob write(Learner learner, long step) throws IOException {
    Files.createDirectories(directory);
    String own = "-" + UUID.randomUUID() + INCOMPLETE;
    Path weights = directory.resolve("weights" + own);
    String weightsDigest = learner.policy().writeWeights(weights, true).sha256();
    Path optimizer = directory.resolve("optimizer" + own);
    MomentsFile.write(
        optimizer,
        learner.optimizer(),
        learner.policy().parameterNames(),
        Map.of(STEP, Long.toString(step), WEIGHTS, weightsDigest));
    String optimizerDigest = WeightsFile.digest(optimizer);
    Blob blob =
        new Blob(
            step,
            named(weights, "weights-" + weightsDigest),
            weightsDigest,
            named(optimizer, "optimizer-" + optimizerDigest),
            optimizerDigest);
    written.put(step, blob);
    return blob;
  }

  private String named(Path file, String name) throws IOException {
    Path target = directory.resolve(name + SUFFIX);
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return target.toAbsolutePath().toString();
  }

  /** Puts a learner back to where a blob was written. */
  static void load(Blob blob, Learner learner) throws IOException {
    Path weights = verified(Path.of(blob.weights()), blob.weightsSha256());
    Path optimizer = verified(Path.of(blob.optimizer()), blob.optimizerSha256());
    learner.policy().readWeights(weights);
    MomentsFile.read(optimizer, learner.optimizer(), learner.policy().parameterNames());
  }

  private static Path verified(Path file, String sha256) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException("blob " + file + " of the restored checkpoint cannot be read");
    }
    String found = WeightsFile.digest(file);
    if (!found.equals(sha256)) {
      throw new IOException("blob " + file + " has sha256 " + found + ", not " + sha256);
    }
    return file;
  }

  /**
   * Deletes the files of every older blob but these and those of savepoints.
   *
   * @param blobs what checkpoints may name, with the newest that the task had heard of
   */
  void keepOnly(Collection<Blob> blobs) throws IOException {
    Set<Path> kept = SavepointPins.in(directory);
    FileTime newest = FileTime.fromMillis(0);
    long heardOf = 0;
    for (Blob blob : blobs) {
      for (Path file : List.of(Path.of(blob.weights()), Path.of(blob.optimizer()))) {
        kept.add(file.getFileName());
        FileTime written = Files.getLastModifiedTime(file);
        newest = written.compareTo(newest) > 0 ? written : newest;
      }
      heardOf = Math.max(heardOf, blob.step());
    }
    written.headMap(heardOf, true).clear();
    for (Blob blob : written.values()) {
      kept.add(Path.of(blob.weights()).getFileName());
      kept.add(Path.of(blob.optimizer()).getFileName());
    }
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            directory, "{weights,optimizer}-*{" + SUFFIX + "," + INCOMPLETE + "}")) {
      for (Path file : files) {
        if (!kept.contains(file.getFileName()) && !isNewer(file, newest)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static boolean isNewer(Path file, FileTime than) throws IOException {
    try {
      return Files.getLastModifiedTime(file).compareTo(than) > 0;
    } catch (NoSuchFileException e) {
      return true; // renamed or deleted by its owner: nothing to delete here
    }
  }
}
