package dev.millrace.job.learn;

import dev.millrace.job.learn.optimizer.MomentsFile;
import dev.millrace.policy.WeightsFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The directory of blobs. A blob is on the disk before its handle exists; equal content has one
 * file.
 */
final class BlobStore {
  private static final String SUFFIX = ".safetensors";

  private final Path directory;

  BlobStore(Path directory) {
    this.directory = directory;
  }

  /** Writes a learner as it is after {@code step}. */
  Blob write(Learner learner, long step) throws IOException {
    Files.createDirectories(directory);
    Path weights = directory.resolve("weights" + SUFFIX + ".new");
    String weightsDigest = learner.policy().writeWeights(weights, true).sha256();
    Path optimizer = directory.resolve("optimizer" + SUFFIX + ".new");
    MomentsFile.write(
        optimizer,
        learner.optimizer(),
        learner.policy().parameterNames(),
        Map.of("step", Long.toString(step)));
    String optimizerDigest = WeightsFile.digest(optimizer);
    return new Blob(
        step,
        named(weights, "weights-" + weightsDigest),
        weightsDigest,
        named(optimizer, "optimizer-" + optimizerDigest),
        optimizerDigest);
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

  /** Deletes the files of every blob but these. */
  void keepOnly(Collection<Blob> blobs) throws IOException {
    Set<Path> kept = new HashSet<>();
    for (Blob blob : blobs) {
      kept.add(Path.of(blob.weights()).getFileName());
      kept.add(Path.of(blob.optimizer()).getFileName());
    }
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, "{weights,optimizer}-*" + SUFFIX)) {
      for (Path file : files) {
        if (!kept.contains(file.getFileName())) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
