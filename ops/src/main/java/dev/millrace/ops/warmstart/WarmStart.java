package dev.millrace.ops.warmstart;

import dev.millrace.ops.evaluation.Judge;
import dev.millrace.ops.task.Task;
import dev.millrace.policy.Policy;
import dev.millrace.policy.Tokenizer;
import dev.millrace.policy.TokenizerFiles;
import dev.millrace.policy.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The starting policy of a task: a small policy that has learnt some of it from solutions, so that
 * the stream has something to reward. Written as a Hugging Face directory and kept in a cache: the
 * same task settings and seed find the same directory again.
 */
public final class WarmStart {

  private WarmStart() {}

  /**
   * The directory of the starting policy, made when the cache has none.
   *
   * <p>Computes on the calling thread. A directory appears in the cache whole or not at all.
   *
   * @param task what is learnt
   * @param seed of the initial weights and the examples
   * @param judge what is right, for the look at the accuracy
   * @param cache parent of the directories; made when absent
   * @param progress takes a line of text now and then
   * @return a directory that {@link Policy#load} and {@link Tokenizer#load} read
   */
  public static Path startingPolicy(
      Task task, long seed, Judge judge, Path cache, Consumer<String> progress) throws IOException {
    Path directory = cache.resolve(CacheKey.of(task, seed));
    if (isComplete(directory)) {
      return directory;
    }
    Files.createDirectories(cache);
    Path building = Files.createTempDirectory(cache, ".building-");
    try {
      Path policy = trained(task, seed, judge, building, progress);
      moveIntoPlace(policy, directory);
    } finally {
      deleteTree(building);
    }
    return directory;
  }

  private static Path trained(
      Task task, long seed, Judge judge, Path building, Consumer<String> progress) {
    Torch.enterThread();
    Path vocabulary = building.resolve("vocabulary");
    TokenizerFiles.writeCharacters(vocabulary, TaskVocabulary.tokens(task));
    try (Tokenizer tokenizer = Tokenizer.load(vocabulary);
        Policy policy =
            Policy.initialise(TaskVocabulary.configured(task), seed, Torch.device("cpu"))) {
      new SupervisedTraining(task, seed, policy, tokenizer, judge).run(progress);
      Path directory = building.resolve("policy");
      policy.export(directory, vocabulary);
      return directory;
    }
  }

  private static void moveIntoPlace(Path policy, Path directory) throws IOException {
    try {
      Files.move(policy, directory, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // Another process may have been first; the same key means the same policy.
      if (!isComplete(directory)) {
        throw e;
      }
    }
  }

  private static boolean isComplete(Path directory) {
    return Files.exists(directory.resolve("config.json"));
  }

  private static void deleteTree(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
