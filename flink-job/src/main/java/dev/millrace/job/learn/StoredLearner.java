package dev.millrace.job.learn;

import ai.djl.pytorch.jni.JniUtils;
import dev.millrace.job.learn.optimizer.MomentsFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The blobs of a learner as its state directory has them, and a learner that goes on from one: for
 * whoever trains recorded steps again beside the job.
 */
public final class StoredLearner {
  private static final String OPTIMIZER = "optimizer-";
  private static final String SUFFIX = ".safetensors";

  private StoredLearner() {}

  /**
   * The blobs in a directory by the digest of their weights, each with both of its files. Files
   * that are no blob's, or are just being written, are passed over; contents are looked at when a
   * blob is loaded.
   */
  public static Map<String, Blob> blobs(Path directory) throws IOException {
    Map<String, Blob> blobs = new TreeMap<>();
    if (!Files.isDirectory(directory)) {
      return blobs;
    }
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, OPTIMIZER + "*" + SUFFIX)) {
      for (Path file : files) {
        Map<String, String> about = MomentsFile.metadata(file);
        String weights = about.get(BlobStore.WEIGHTS);
        String step = about.get(BlobStore.STEP);
        Path weightsFile = directory.resolve("weights-" + weights + SUFFIX);
        if (weights != null && step != null && Files.isReadable(weightsFile)) {
          String name = file.getFileName().toString();
          String digest = name.substring(OPTIMIZER.length(), name.length() - SUFFIX.length());
          blobs.put(
              weights,
              new Blob(
                  Long.parseLong(step), weightsFile.toString(), weights, file.toString(), digest));
        }
      }
    }
    return blobs;
  }

  /**
   * A learner as a blob has it.
   *
   * @throws IOException when a file of the blob is not what its name says
   */
  public static Learner of(LearnSettings settings, Blob blob) throws IOException {
    Learner learner = Learner.of(settings);
    try {
      BlobStore.load(blob, learner);
    } catch (IOException | RuntimeException e) {
      learner.close();
      throw e;
    }
    return learner;
  }

  /**
   * The digest that a published file of the learner's weights would have.
   *
   * @param scratch a file that is written and deleted
   */
  public static String weightsDigest(Learner learner, Path scratch) throws IOException {
    try {
      return learner.policy().writeWeights(scratch, false).sha256();
    } finally {
      Files.deleteIfExists(scratch);
    }
  }

  /** Threads of libtorch, part of what makes the bytes. */
  public static int threads() {
    return JniUtils.getNumThreads();
  }
}
