package dev.millrace.ops.task;

import dev.millrace.schemas.Prompt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Prompts from a file, one JSON object a line ({@link JsonlPrompt}). They are split by the hash of
 * their text; those that are trained on come round once an epoch, in an order of its own each time.
 *
 * @param name data set name of the prompts
 * @param training prompts that are trained on, in file order; not empty
 * @param evaluation prompts that are held out, in file order
 * @param maxResponseTokens longest response worth sampling
 */
public record JsonlPrompts(
    String name, List<Prompt> training, List<Prompt> evaluation, int maxResponseTokens)
    implements PromptSource {
  public JsonlPrompts {
    training = List.copyOf(training);
    evaluation = List.copyOf(evaluation);
    if (training.isEmpty()) {
      throw new IllegalArgumentException("no prompt of " + name + " is left to train on");
    }
  }

  /**
   * Reads the whole file. A line that cannot be used names itself, as {@code file:line: reason}.
   *
   * @param file of the prompts
   * @param verifiers names that a prompt may give its verifier
   * @param maxResponseTokens longest response worth sampling
   * @throws IllegalArgumentException when the file cannot be read or used
   */
  public static JsonlPrompts read(Path file, Set<String> verifiers, int maxResponseTokens) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": cannot be read as UTF-8 lines: " + e, e);
    }
    List<Prompt> training = new ArrayList<>();
    List<Prompt> evaluation = new ArrayList<>();
    Map<String, Integer> lineOfId = new HashMap<>();
    String dataset = dataset(file);
    for (int number = 1; number <= lines.size(); number++) {
      String line = lines.get(number - 1);
      if (line.isBlank()) {
        continue;
      }
      String where = file + ":" + number;
      Prompt prompt = JsonlPrompt.parse(line, where, dataset, number);
      for (String verifier : prompt.verifierParts()) {
        if (!verifiers.contains(verifier)) {
          throw new IllegalArgumentException(
              where
                  + ": verifier '"
                  + verifier
                  + "' is unknown; known are "
                  + String.join(", ", new TreeSet<>(verifiers)));
        }
      }
      Integer earlier = lineOfId.putIfAbsent(prompt.promptId(), number);
      if (earlier != null) {
        throw new IllegalArgumentException(
            where + ": id '" + prompt.promptId() + "' is also that of line " + earlier);
      }
      (HeldOut.contains(prompt.text()) ? evaluation : training).add(prompt);
    }
    if (training.isEmpty()) {
      throw new IllegalArgumentException(
          file
              + ": no prompt to train on ("
              + evaluation.size()
              + " held out; about one in "
              + HeldOut.ONE_IN
              + " is)");
    }
    return new JsonlPrompts(dataset, training, evaluation, maxResponseTokens);
  }

  /**
   * Prompt number {@code index}: position {@code index mod n} of its epoch, through the permutation
   * i → (a·i + b) mod n with a coprime to n, both drawn from (seed, epoch).
   */
  @Override
  public Prompt prompt(long seed, long index) {
    int size = training.size();
    SplittableRandom random = Draws.of(seed, index / size);
    long multiplier;
    do {
      multiplier = random.nextInt(1, size + 1);
    } while (greatestCommonDivisor(multiplier, size) != 1);
    long offset = random.nextInt(size);
    return training.get((int) ((multiplier * (index % size) + offset) % size));
  }

  @Override
  public List<Prompt> heldOut(int count) {
    return evaluation.subList(0, Math.min(count, evaluation.size()));
  }

  private static long greatestCommonDivisor(long a, long b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }

  private static String dataset(Path file) {
    Path last = file.getFileName();
    String name = last == null ? file.toString() : last.toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
